package io.seonchak.counter;

import io.seonchak.claims.Command;
import io.seonchak.platform.problem.Problem;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/** Reads {@code {"quantity":n}} and nothing else; whatever is not exactly that is refused. */
public final class QuantityBody {

  private static final int INVALID = -1;

  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private QuantityBody() {}

  /**
   * The quantity, 1 to {@value Command#QUANTITY_MAX}.
   *
   * @throws Problem when the body is anything else
   */
  public static int of(byte[] body) {
    int quantity = read(body);
    if (quantity == INVALID) {
      throw Problem.invalid(
          "quantity", "expected: {\"quantity\": 1 to %d}".formatted(Command.QUANTITY_MAX));
    }
    return quantity;
  }

  private static int read(byte[] body) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
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
