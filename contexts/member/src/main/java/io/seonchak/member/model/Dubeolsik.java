package io.seonchak.member.model;

/**
 * Hangul as the keys that are hit for it on the common Korean keyboard (두벌식, KS X 5002), in small
 * letters: 사랑해 is tkfkdgo. Whoever types his language without switching the keyboard chooses such
 * passwords, and whoever guesses knows that.
 */
final class Dubeolsik {

  private static final String[] LEADS = "r r s e e f a q q t t d w w c z x v g".split(" ", -1);
  private static final String[] VOWELS =
      "k o i o j p u p h hk ho hl y n nj np nl b m ml l".split(" ", -1);
  private static final String[] TAILS =
      " r r rt s sw sg e f fr fa fq ft fx fv fg a q qt t t d w c z x v g".split(" ", -1);
  private static final String[] LETTERS =
      ("r r rt s sw sg e e f fr fa fq ft fx fv fg a q q qt t t d w w c z x v g"
              + " k o i o j p u p h hk ho hl y n nj np nl b m ml l")
          .split(" ", -1);

  private static final int FIRST_SYLLABLE = 0xAC00;
  private static final int LAST_SYLLABLE = 0xD7A3;
  private static final int FIRST_LETTER = 0x3131;

  private Dubeolsik() {}

  /** The text with all Hangul as keys; whatever else stands in it stays. */
  static String keys(String composed) {
    var keys = new StringBuilder(composed.length() * 3);
    for (int i = 0; i < composed.length(); i++) {
      keys.append(keys(composed.charAt(i)));
    }
    return keys.toString();
  }

  private static String keys(char c) {
    if (c >= FIRST_SYLLABLE && c <= LAST_SYLLABLE) {
      int syllable = c - FIRST_SYLLABLE;
      int tail = syllable % TAILS.length;
      int rest = syllable / TAILS.length;
      return LEADS[rest / VOWELS.length] + VOWELS[rest % VOWELS.length] + TAILS[tail];
    }
    boolean letter = c >= FIRST_LETTER && c < FIRST_LETTER + LETTERS.length;
    return letter ? LETTERS[c - FIRST_LETTER] : String.valueOf(c);
  }
}
