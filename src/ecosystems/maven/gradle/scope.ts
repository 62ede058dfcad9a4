import type { Scope } from '../../../domain/inventory.ts';

/** Tools of the build that come by configurations of their own, and what is only there to compile against. */
const tools =
  /^(?:checkstyle|pmd|codenarc|spotbugs|findbugs|jacoco|detekt|ktlint|lint|kapt|ksp|annotationProcessor|errorprone|zinc|scalaCompiler|kotlinCompiler|kotlinBuildTools|kotlinNative|classpath$|artifact$|mavenBom$|protoc|compileOnly|provided|.*CompileOnly|.*compileClasspath$|.*AnnotationProcessor)/i;

/**
 * What a configuration of Gradle is for, by the names that its plugins give. One of unknown name may be shipped, and so
 * counts as runtime. (https://docs.gradle.org/current/userguide/java_library_plugin.html)
 */
export function scopeOf(configuration: string): Scope {
  if (
    /^(?:test|androidTest|integration.*test|functionalTest)|Test(?:[A-Z]|$)|testFixtures/.test(configuration)
  )
    return 'test';
  if (/^(?:developmentOnly|debug[A-Z])/.test(configuration)) return 'dev';
  return tools.test(configuration) ? 'build' : 'runtime';
}
