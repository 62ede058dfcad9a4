val ktorVersion: String = "1.6.0"
extra["slf4jVersion"] = "1.7.30"

plugins {
    kotlin("jvm") version "1.6.0"
}

dependencies {
    implementation(kotlin("stdlib", "1.6.0"))
    implementation("io.ktor:ktor-server-core:$ktorVersion")
    implementation("org.slf4j:slf4j-api:${property("slf4jVersion")}")
    "testImplementation"(group = "io.mockk", name = "mockk", version = "1.12.0")
    add("runtimeOnly", "org.postgresql:postgresql:42.2.5")
    api(enforcedPlatform("com.fasterxml.jackson:jackson-bom:2.12.0"))
    implementation(project(":other"))
    implementation("org.springframework:spring-core:$springVersion")
}
