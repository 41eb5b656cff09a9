package io.seonchak.platform.web;

import java.io.IOException;

/** Ends the reading of a body that is longer than it may be. */
public final class BodyTooLarge extends IOException {

  private static final long serialVersionUID = 1;

  BodyTooLarge(long bytesMax) {
    super("body: more than " + bytesMax + " bytes");
  }
}
