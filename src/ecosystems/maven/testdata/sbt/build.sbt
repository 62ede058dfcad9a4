ThisBuild / scalaVersion := "2.13.8"
lazy val akkaVersion = "2.6.10"

lazy val root = (project in file("."))
  .settings(
    name := "shop",
    libraryDependencies ++= Seq(
      "com.typesafe.akka" %% "akka-actor" % akkaVersion,
      "com.typesafe.akka" %% "akka-testkit" % akkaVersion % Test,
      "org.apache.logging.log4j" % "log4j-core" % "2.14.1", // "not.this" % "one" % "1"
      "javax.servlet" % "javax.servlet-api" % "3.1.0" % "provided",
      "org.scalatest" %% "scalatest" % "3.2.9" % "it,test",
      "org.scala-js" %%% "scalajs-dom" % "1.1.0",
      "com.acme" %% "internal" % version.value,
      ("com.google.guava" % "guava" % "28.0-jre").exclude("a", "b")
    )
  )
