package io.seonchak.stock;

import io.seonchak.claims.Command;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/** Reads {@code {"quantity":n}} and nothing else; whatever is not exactly that is refused. */
final class QuantityBody {

  /** The longest body, in bytes. */
  static final int BYTES_MAX = 1_024;

  /** The body was longer. */
  static final int TOO_LARGE = -1;

  /** The body is not what it must be. */
  static final int INVALID = -2;

  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private QuantityBody() {}

  /** The quantity, 1 to {@value Command#QUANTITY_MAX}, or one of the two refusals above. */
  static int read(InputStream in) throws IOException {
    byte[] bytes = in.readNBytes(BYTES_MAX + 1);
    if (bytes.length > BYTES_MAX) {
      return TOO_LARGE;
    }
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return parse(text);
    } catch (CharacterCodingException | JacksonException e) {
      return INVALID;
    }
  }

  private static int parse(String text) {
    try (JsonParser parser =
        JSON.createParser(tools.jackson.core.ObjectReadContext.empty(), text)) {
      boolean opened =
          parser.nextToken() == JsonToken.START_OBJECT
              && parser.nextToken() == JsonToken.PROPERTY_NAME
              && parser.currentName().equals("quantity")
              && parser.nextToken() == JsonToken.VALUE_NUMBER_INT;
      if (!opened || parser.getNumberType() != JsonParser.NumberType.INT) {
        return INVALID;
      }
      int quantity = parser.getIntValue();
      boolean closed = parser.nextToken() == JsonToken.END_OBJECT && parser.nextToken() == null;
      return closed && quantity >= 1 && quantity <= Command.QUANTITY_MAX ? quantity : INVALID;
    }
  }
}
