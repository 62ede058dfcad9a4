val scala3Version = "3.1.0"
scalaVersion := scala3Version
libraryDependencies += "org.typelevel" %% "cats-core" % "2.7.0"
