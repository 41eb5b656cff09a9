package io.seonchak.e2e;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.seonchak.platform.problem.ProblemCode;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** Every kind of refusal there is, as the code says. */
final class ProblemCodes {

  private ProblemCodes() {}

  /** By status, then by name. */
  static List<ProblemCode> all() {
    return new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.seonchak")
            .stream()
            .filter(type -> type.isEnum() && type.isAssignableTo(ProblemCode.class))
            .map(JavaClass::reflect)
            .flatMap(type -> Arrays.stream(type.getEnumConstants()))
            .map(ProblemCode.class::cast)
            .sorted(Comparator.comparingInt(ProblemCode::status).thenComparing(ProblemCode::name))
            .toList();
  }
}
