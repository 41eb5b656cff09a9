package io.seonchak.app;

import io.seonchak.platform.role.BoundedContext;
import io.seonchak.platform.role.Role;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.context.annotation.Import;

/** What a process may host, read from the table of contents. */
final class RoleList {

  private RoleList() {}

  /** A line a role: its name, what it decides, what it calls. */
  static List<String> lines() {
    Class<?>[] contexts =
        Objects.requireNonNull(Application.class.getAnnotation(Import.class)).value();
    return Stream.concat(
            Arrays.stream(contexts)
                .map(context -> context.getAnnotation(BoundedContext.class))
                .filter(Objects::nonNull)
                .map(RoleList::line),
            Stream.of(
                line("engines", "only the engines, for processes that share them; alone", "")))
        .toList();
  }

  private static String line(BoundedContext context) {
    String calls = Arrays.stream(context.calls()).map(Role::word).collect(Collectors.joining(", "));
    return line(
        context.role().word(),
        context.role().decides(),
        calls.isEmpty() ? "" : " (calls " + calls + ")");
  }

  private static String line(String role, String decides, String calls) {
    return "%-12s %s%s".formatted(role, decides, calls);
  }
}
