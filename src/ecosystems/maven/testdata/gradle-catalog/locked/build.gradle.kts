dependencies {
    implementation(libs.guava)
}
