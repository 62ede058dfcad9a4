dependencies {
    implementation(libs.bundles.groovy)
    implementation(libs.log4j.core)
    testImplementation(libs.junit)
    compileOnly(libs.spring.web)
}
