package io.seonchak.platform.role;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** What a process may host. Without any named, it hosts them all. */
public enum Role {
  /** Who someone is. */
  MEMBER("who someone is"),
  /** What is sold. */
  CATALOG("what is sold and at what price"),
  /** How many are left and who holds them. */
  STOCK("how many are left and who holds them"),
  /** What was ordered and where it stands. */
  ORDER("what was ordered and where it stands"),
  /** Coupons: who has which, and what they were used for. */
  COUPON("who has which coupon and what it was used for"),
  /** A member's points. */
  POINTS("a member's points"),
  /** Money in and back. */
  PAYMENT("money in and back");

  /** The setting that names the roles of a process. */
  public static final String SETTING = "seonchak.roles";

  private final String decides;

  Role(String decides) {
    this.decides = decides;
  }

  /** What its context decides, in a few words. */
  public String decides() {
    return decides;
  }

  /** Its name in settings, packages and addresses, for example {@code catalog}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

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
