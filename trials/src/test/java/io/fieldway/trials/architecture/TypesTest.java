package io.fieldway.trials.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.containAnyMethodsThat;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import org.jspecify.annotations.NullMarked;

/// How types are named, and what they may hold.
@AnalyzeClasses(
    packages = "io.fieldway",
    importOptions = {DoNotIncludeTests.class, WithoutGenerated.class})
final class TypesTest {
  /// The last word in the name of a type whose kinds are messages, effects or changes.
  private static final String SAID =
      ".*(Line|Event|Effect|Message|Packet|Frame|Change|Outcome|Decision|Value|Action|Step)s?";

  private static final String NOISE = ".*(Impl|Utils?|Helper|Manager|Base)";

  @ArchTest
  static final ArchRule namesSayWhatATypeIs =
      noClasses()
          .should()
          .haveNameMatching(".*[.$]" + NOISE)
          .because("such an ending says that no name was found, and a reader finds none either");

  @ArchTest
  static final ArchRule interfacesCarryNoPrefix =
      noClasses()
          .that()
          .areInterfaces()
          .should()
          .haveNameMatching(".*[.$]I[A-Z][a-z]\\w*")
          .because("whoever uses a type need not know whether it is an interface");

  @ArchTest
  static final ArchRule staticFieldsAreFinal =
      fields()
          .that()
          .areStatic()
          .should()
          .beFinal()
          .because("state that belongs to nobody is shared by every test and every role");

  @ArchTest
  static final ArchRule whatIsSaidIsARecord =
      classes()
          .that(areKindsOfASealed(SAID))
          .should(
              Words.hold("be records, or enums where there is nothing to carry", TypesTest::isData))
          .because("what is said or done is data: compared by value, never changed, seen in logs");

  @ArchTest
  static final ArchRule packagesRefuseNull =
      classes()
          .that()
          .areNotAnonymousClasses()
          .should(
              Words.hold(
                  "be in a package that is @NullMarked",
                  each -> each.getPackage().isAnnotatedWith(NullMarked.class)))
          .because(
              "a null that is not announced is refused when compiling, in every package alike");

  @ArchTest
  static final ArchRule onlyTheLauncherEndsTheProcess =
      noClasses()
          .that(resideOutsideOfPackages("io.fieldway.launcher.."))
          .should()
          .callMethod(System.class, "exit", int.class)
          .orShould()
          .callMethod(Runtime.class, "exit", int.class)
          .orShould()
          .callMethod(Runtime.class, "halt", int.class)
          .because("a role that ends the process ends the other roles of it");

  @ArchTest
  static final ArchRule onlyProgramsPrint =
      noClasses()
          .that(resideOutsideOfPackages("io.fieldway.launcher.."))
          .and(not(containAnyMethodsThat(name("main"))))
          .should()
          .accessField(System.class, "out")
          .orShould()
          .accessField(System.class, "err")
          .orShould()
          .callMethod(Throwable.class, "printStackTrace")
          .because("standard output belongs to the person or program that gave the command");

  @ArchTest
  static final ArchRule nobodyReadsHiddenProperties =
      noClasses()
          .that(resideOutsideOfPackages("io.fieldway.launcher..", "io.fieldway.trials.."))
          .should()
          .callMethod(System.class, "getProperty", String.class)
          .orShould()
          .callMethod(System.class, "getProperty", String.class, String.class)
          .orShould()
          .callMethod(System.class, "setProperty", String.class, String.class)
          .orShould()
          .callMethod(System.class, "getenv", String.class)
          .because("what is not in the configuration record cannot be seen, checked or documented");

  private TypesTest() {}

  /// Members of a sealed interface of ours whose name matches, but not interfaces themselves.
  private static DescribedPredicate<JavaClass> areKindsOfASealed(String regex) {
    return DescribedPredicate.describe(
        "are kinds of a sealed interface named " + regex,
        each ->
            !each.isInterface()
                && each.getAllRawInterfaces().stream()
                    .anyMatch(parent ->
                        parent.getPackageName().startsWith("io.fieldway")
                            && parent.getSimpleName().matches(regex)
                            && parent.reflect().isSealed()));
  }

  private static boolean isData(JavaClass type) {
    return type.isRecord() || type.isEnum() || type.getModifiers().contains(JavaModifier.ABSTRACT);
  }
}
