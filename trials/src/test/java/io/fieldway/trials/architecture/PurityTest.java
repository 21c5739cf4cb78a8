package io.fieldway.trials.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;

/// Cores decide and touch nothing. A package or type whose documentation says that it is *without
/// I/O* is held to its word, and so are those named here.
@AnalyzeClasses(
    packages = "io.fieldway",
    importOptions = {DoNotIncludeTests.class, WithoutGenerated.class})
final class PurityTest {
  private static final Set<String> PURE_PACKAGES =
      Set.of(
          "io.fieldway.routing.topic",
          "io.fieldway.routing.graph",
          "io.fieldway.routing.interest",
          "io.fieldway.routing.tbrg",
          "io.fieldway.routing.reroute",
          "io.fieldway.wire",
          "io.fieldway.wire.blob",
          "io.fieldway.wire.channel",
          "io.fieldway.wire.control",
          "io.fieldway.wire.device",
          "io.fieldway.wire.model",
          "io.fieldway.wire.telemetry",
          "io.fieldway.devices.world",
          "io.fieldway.devices.instrument",
          "io.fieldway.devices.client",
          "io.fieldway.node.packet",
          "io.fieldway.node.kept",
          "io.fieldway.node.broker",
          "io.fieldway.node.attach",
          "io.fieldway.node.copy",
          "io.fieldway.node.link",
          "io.fieldway.node.network",
          "io.fieldway.node.mesh",
          "io.fieldway.controller.table",
          "io.fieldway.controller.reroute",
          "io.fieldway.gateway.adapt",
          "io.fieldway.socketio.packet",
          "io.fieldway.socketio.engine",
          "io.fieldway.socketio.session",
          "io.fieldway.cloud.command",
          "io.fieldway.cloud.machine.session");

  private static final Promises PROMISES = Promises.read();

  @ArchTest
  static final ArchRule coresReachNothingOutside =
      noClasses()
          .that(arePure())
          .should()
          .dependOnClassesThat(reachOutside())
          .because(
              "a core that opens, logs, waits or starts something cannot be run in virtual time");

  @ArchTest
  static final ArchRule coresAskNobodyForTheTime =
      noClasses()
          .that(arePure())
          .should()
          .accessTargetWhere(readsAClock())
          .because("time is an argument: a test of an hour takes no hour");

  @ArchTest
  static final ArchRule coresLeaveNothingToChance =
      noClasses()
          .that(arePure())
          .should()
          .accessTargetWhere(rollsDice())
          .because("chance is an argument too: what a seed has shown can be shown again");

  @ArchTest
  static void everyPurePackageExists(JavaClasses classes) {
    assertThat(PURE_PACKAGES)
        .allSatisfy(name ->
            assertThat(classes.containPackage(name))
                .as("%s is named here as pure and must be there", name)
                .isTrue());
    assertThat(PROMISES.types()).as("types that promise to be without I/O").isNotEmpty();
  }

  private PurityTest() {}

  private static DescribedPredicate<JavaClass> arePure() {
    return DescribedPredicate.describe(
        "are cores",
        each ->
            PURE_PACKAGES.contains(each.getPackageName())
                || PROMISES.packages().contains(each.getPackageName())
                || PROMISES.types().contains(Words.outermost(each).getName()));
  }

  private static DescribedPredicate<JavaClass> reachOutside() {
    return DescribedPredicate.describe(
        "reach outside of the process or its thread",
        each -> {
          String name = each.getName();
          return name.matches("java\\.io\\.(File.*|RandomAccessFile|PrintStream|Console)")
              || name.startsWith("java.nio.file.")
              || name.startsWith("java.nio.channels.")
              || name.matches("java\\.net\\.(.*Socket.*|Datagram.*|.*Connection|http\\..*)")
              || name.startsWith("java.sql.")
              || name.startsWith("javax.sql.")
              || name.matches("java\\.lang\\.(Thread|Process|Runtime)(Builder)?")
              || name.matches("java\\.util\\.(Timer|TimerTask)")
              || (name.startsWith("java.util.concurrent.")
                  && !name.equals("java.util.concurrent.TimeUnit"))
              || name.startsWith("io.netty.")
              || name.startsWith("org.springframework.")
              || name.startsWith("org.slf4j.")
              || name.startsWith("io.lettuce.");
        });
  }

  private static DescribedPredicate<JavaAccess<?>> readsAClock() {
    return DescribedPredicate.describe(
        "reads a clock",
        access -> {
          AccessTarget target = access.getTarget();
          String owner = target.getOwner().getName();
          boolean now = owner.startsWith("java.time.") && target.getName().equals("now");
          boolean system =
              owner.equals("java.lang.System")
                  && (target.getName().equals("nanoTime")
                      || target.getName().equals("currentTimeMillis"));
          boolean clock =
              (owner.equals("java.time.Clock") || owner.equals("java.time.InstantSource"))
                  && target.getName().startsWith("system");
          return now || system || clock;
        });
  }

  private static DescribedPredicate<JavaAccess<?>> rollsDice() {
    Set<String> unseeded = Set.of(Random.class.getName(), SplittableRandom.class.getName());
    return DescribedPredicate.describe(
        "makes chance of its own",
        access -> {
          AccessTarget target = access.getTarget();
          String owner = target.getOwner().getName();
          boolean named =
              owner.equals("java.security.SecureRandom")
                  || owner.equals("java.util.concurrent.ThreadLocalRandom")
                  || (owner.equals("java.lang.Math") && target.getName().equals("random"))
                  || (owner.equals("java.util.UUID") && target.getName().equals("randomUUID"))
                  || (owner.equals("java.util.random.RandomGenerator")
                      && target.getName().equals("getDefault"));
          boolean withoutSeed =
              unseeded.contains(owner)
                  && target instanceof AccessTarget.ConstructorCallTarget made
                  && made.getRawParameterTypes().isEmpty();
          return named || withoutSeed;
        });
  }
}
