package io.seonchak.e2e;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import io.seonchak.platform.role.BoundedContext;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The house's rules; each is seen to bite a small offender that stands beside this test. */
class HouseRulesTest {

  private static final JavaClasses HOUSE =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.seonchak");

  private static final JavaClasses WITH_OFFENDERS =
      new ClassFileImporter().importPackages("io.seonchak");

  static Stream<Named<ArchRule>> rules() {
    return Stream.of(
        Named.of(
            "the kernel knows no framework",
            noClasses()
                .that()
                .resideInAPackage("io.seonchak.claims..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.springframework..", "com.zaxxer..")),
        Named.of(
            "contexts speak only through contracts",
            noClasses()
                .that()
                .resideInAPackage("io.seonchak.catalog..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.seonchak.stock..", "io.seonchak.member..")),
        Named.of(
            "of the contracts, the platform knows only the form of an event",
            noClasses()
                .that()
                .resideInAPackage("io.seonchak.platform..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.seonchak.contracts.*..")),
        Named.of(
            "a counter gives out whatever a context gives it",
            noClasses()
                .that()
                .resideInAPackage("io.seonchak.counter..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                    "io.seonchak.contracts..",
                    "io.seonchak.catalog..",
                    "io.seonchak.coupon..",
                    "io.seonchak.member..",
                    "io.seonchak.stock..")),
        Named.of(
            "only the wiring knows roles",
            noClasses()
                .that()
                .resideInAnyPackage(
                    "io.seonchak.member..",
                    "io.seonchak.catalog..",
                    "io.seonchak.counter..",
                    "io.seonchak.coupon..",
                    "io.seonchak.stock..",
                    "io.seonchak.order..",
                    "io.seonchak.payment..")
                .and()
                .areNotAnnotatedWith(BoundedContext.class)
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.seonchak.platform.role..")),
        Named.of(
            "no rows keep their connection until somebody thinks of closing them",
            noClasses().should().callMethod(JdbcClient.MappedQuerySpec.class, "stream")),
        Named.of(
            "nobody waits by the host's wall clock",
            noClasses()
                .that()
                .resideInAPackage("io.seonchak.claims..")
                .should()
                .callMethod(java.time.Instant.class, "now")));
  }

  @ParameterizedTest
  @MethodSource("rules")
  void theHouseKeepsItAndAnOffenderIsCaught(ArchRule rule) {
    rule.check(HOUSE);
    assertThat(rule.evaluate(WITH_OFFENDERS).hasViolation()).isTrue();
  }

  @org.junit.jupiter.api.Test
  void contextsDoNotGoInCircles() {
    slices().matching("io.seonchak.(*)..").should().beFreeOfCycles().check(HOUSE);
  }
}
