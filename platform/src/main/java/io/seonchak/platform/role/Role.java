package io.seonchak.platform.role;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** What a process may host. Without any named, it hosts them all. */
public enum Role {
  /** Who someone is. */
  MEMBER,
  /** What is sold. */
  CATALOG,
  /** How many are left and who holds them. */
  STOCK;

  /** The setting that names the roles of a process. */
  public static final String SETTING = "seonchak.roles";

  /**
   * Reads the setting.
   *
   * @throws IllegalArgumentException on an unknown role, naming the setting
   */
  public static Set<Role> parse(String setting) {
    Set<Role> roles = EnumSet.noneOf(Role.class);
    for (String name : setting.split(",", -1)) {
      if (name.isBlank()) {
        continue;
      }
      roles.add(
          Arrays.stream(values())
              .filter(role -> role.name().equalsIgnoreCase(name.strip()))
              .findFirst()
              .orElseThrow(() -> unknown(name)));
    }
    return roles.isEmpty() ? EnumSet.allOf(Role.class) : roles;
  }

  private static IllegalArgumentException unknown(String name) {
    return new IllegalArgumentException(
        "%s: unknown role '%s' (expected: some of %s)"
            .formatted(SETTING, name.strip(), Arrays.toString(values()).toLowerCase(Locale.ROOT)));
  }
}
