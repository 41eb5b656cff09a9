package io.seonchak.catalog.application;

import io.seonchak.platform.web.Fields;
import org.jspecify.annotations.Nullable;

/** Names that others give to things of ours. */
public final class Names {

  private static final String ID = "[A-Za-z0-9][A-Za-z0-9._-]{0,99}";
  private static final String CATEGORY = "[a-z0-9][a-z0-9-]{0,39}";

  private Names() {}

  /** A discount's or a time sale's name, chosen by who makes it. */
  public static String id(Fields fields, String field, @Nullable String value) {
    return matching(fields, field, value, ID, "1 to 100 letters, digits, dots, dashes");
  }

  /** A category's name. */
  public static String category(Fields fields, @Nullable String value) {
    return matching(fields, "category", value, CATEGORY, "1 to 40 small letters, digits, dashes");
  }

  private static String matching(
      Fields fields, String field, @Nullable String value, String pattern, String expected) {
    String given = value == null ? "" : value;
    fields.require(given.matches(pattern), field, given, expected);
    return given;
  }
}
