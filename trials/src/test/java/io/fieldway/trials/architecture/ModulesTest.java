package io.fieldway.trials.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/// Modules point down and siblings never touch.
@AnalyzeClasses(
    packages = "io.fieldway",
    importOptions = {DoNotIncludeTests.class, WithoutGenerated.class})
final class ModulesTest {
  private static final List<String> MODULES =
      List.of(
          "routing",
          "wire",
          "socketio",
          "devices",
          "node",
          "controller",
          "gateway",
          "cloud",
          "launcher");

  @ArchTest
  static final ArchRule wireStandsAlone =
      only("wire")
          .because("the words that cross a process are the ground that every part stands on");

  @ArchTest
  static final ArchRule routingNeedsNothing =
      classes()
          .that()
          .resideInAPackage("io.fieldway.routing..")
          .should()
          .onlyDependOnClassesThat(
              resideInAnyPackage(
                  "io.fieldway.routing..",
                  "java..",
                  "org.jspecify.annotations..",
                  "com.google.errorprone.annotations.."))
          .because("an algorithm over topics and graphs can be read and proved without a library");

  @ArchTest
  static final ArchRule socketioStandsAlone =
      only("socketio")
          .because("it is a library in its own right, which could serve anyone else's program");

  @ArchTest
  static final ArchRule devicesKnowTheirProtocolAlone =
      only("devices", "wire")
          .because("a simulated device that knew more could cheat where a real one could not");

  @ArchTest
  static final ArchRule nodeKnowsTopicsAndWords =
      only("node", "routing", "wire")
          .because("a broker serves whoever speaks MQTT and needs to know nobody who does");

  @ArchTest
  static final ArchRule controllerKnowsNodesByTheirWords =
      only("controller", "routing", "wire")
          .because("a controller that sees into a node could not watch another's, or an older one");

  @ArchTest
  static final ArchRule gatewayKnowsNoPlatform =
      only("gateway", "wire")
          .because("a gateway and a platform that meet anywhere but on the wire cannot be parted");

  @ArchTest
  static final ArchRule cloudKnowsNoGateway =
      only("cloud", "wire", "socketio")
          .because("a platform that sees into a gateway serves only that gateway");

  @ArchTest
  static final ArchRule launcherIsOnTop =
      only("launcher", "wire", "devices", "node", "controller", "gateway", "cloud")
          .because("the launcher wires roles and needs nothing of what they are made of");

  @ArchTest
  static final ArchRule nobodyLeansOnTheLauncherOrTheTrials =
      noClasses()
          .that(resideOutsideOfPackages("io.fieldway.launcher..", "io.fieldway.trials.."))
          .should()
          .dependOnClassesThat(resideInAnyPackage("io.fieldway.launcher..", "io.fieldway.trials.."))
          .because("arrows point down, and the product must not need its judges");

  @ArchTest
  static final ArchRule cloudRolesMeetInQueueAndDatabaseAlone =
      slices()
          .matching("io.fieldway.cloud.(machine|resource|event|user)..")
          .namingSlices("server $1")
          .should()
          .notDependOnEachOther()
          .because(
              "each server can run in a process of its own, where it reaches the others through"
                  + " Redis and the database and in no other way");

  @ArchTest
  static final ArchRule driversNeverImportEachOther =
      slices()
          .matching("io.fieldway.gateway.driver.(*)..")
          .namingSlices("driver $1")
          .should()
          .notDependOnEachOther()
          .because("one failing driver must not be able to stop another");

  @ArchTest
  static final ArchRule packagesFormNoCircle =
      slices()
          .matching("io.fieldway.(**)")
          .should()
          .beFreeOfCycles()
          .because("packages in a circle are one package with several names");

  @ArchTest
  static final ArchRule nettyStaysInItsShells =
      noClasses()
          .that(resideOutsideOfPackages("io.fieldway..io", "io.fieldway.trials.."))
          .should()
          .dependOnClassesThat(resideInAPackage("io.netty.."))
          .because("what decides must not know which library moves the bytes");

  @ArchTest
  static final ArchRule jdbcStaysInTypesNamedSql =
      noClasses()
          .that(Words.outermostSimpleNameNotMatching("Sql.*"))
          .should()
          .dependOnClassesThat(
              resideInAnyPackage("java.sql..", "javax.sql..", "org.springframework.jdbc.."))
          .because("whoever looks for what is asked of the database finds it by name");

  @ArchTest
  static final ArchRule redisStaysInTheQueue =
      noClasses()
          .that(resideOutsideOfPackages("io.fieldway.cloud.queue..", "io.fieldway.trials.."))
          .should()
          .dependOnClassesThat(resideInAPackage("io.lettuce.."))
          .because("keys and streams are a protocol between servers and have one place");

  @ArchTest
  static final ArchRule springStaysInTheCloud =
      classes()
          .that()
          .resideOutsideOfPackages("io.fieldway.cloud..", "io.fieldway.trials..")
          .should()
          .onlyDependOnClassesThat(resideOutsideOfPackages("org.springframework.."))
          .because("a gateway on a small machine starts without a container");

  @ArchTest
  static void everyModuleIsJudged(JavaClasses classes) {
    assertThat(MODULES)
        .allSatisfy(module ->
            assertThat(classes.containPackage("io.fieldway." + module))
                .as("the module %s is on the class path of the trials", module)
                .isTrue());
  }

  /// A module may use itself, these modules, and what is not ours.
  private static ArchRule only(String module, String... below) {
    String[] allowed =
        Stream.concat(Stream.of(module), Arrays.stream(below))
            .map(each -> "io.fieldway." + each + "..")
            .toArray(String[]::new);
    return noClasses()
        .that()
        .resideInAPackage("io.fieldway." + module + "..")
        .should()
        .dependOnClassesThat(
            resideInAPackage("io.fieldway..").and(resideOutsideOfPackages(allowed)))
        .as(module + " uses nothing of Fieldway but " + List.of(below));
  }
}
