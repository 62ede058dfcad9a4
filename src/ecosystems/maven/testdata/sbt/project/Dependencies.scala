import sbt._

object Dependencies {
  object Versions {
    val circe = "0.14.1"
  }
  val circeCore = "io.circe" %% "circe-core" % Versions.circe
  val slick = "com.typesafe.slick" %% "slick" % "3.3.+"
}
