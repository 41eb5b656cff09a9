package io.seonchak.member.web;

import io.seonchak.member.model.ImportChunk;
import io.seonchak.member.model.ImportChunk.BadLine;
import io.seonchak.member.model.ImportChunk.Row;
import io.seonchak.platform.id.Ids;
import io.seonchak.platform.security.Hashes;
import io.seonchak.platform.web.Fields;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.json.JsonMapper;

/** Lines of an import read as members, each by itself: a bad one is named and stops no other. */
@Component
class ImportLines {

  private final MemberFields read;
  private final JsonMapper json;
  private final Ids ids;

  ImportLines(MemberFields read, JsonMapper json, Ids ids) {
    this.read = read;
    this.json = json;
    this.ids = ids;
  }

  record Line(@Nullable String email, @Nullable String name, @Nullable String phone) {}

  /** The chunk of these lines, of which the first has that number in the whole. */
  ImportChunk chunk(int number, long first, List<byte[]> lines, String digest) {
    List<Row> rows = new ArrayList<>(lines.size());
    List<BadLine> bad = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      try {
        rows.add(row(lines.get(i)));
      } catch (Bad e) {
        bad.add(new BadLine(first + i, String.valueOf(e.getMessage())));
      }
    }
    return new ImportChunk(number, lines.size(), digest, rows, bad);
  }

  /** What the lines are known by. */
  static String digest(List<byte[]> lines) {
    var digest = Hashes.sha256();
    for (byte[] line : lines) {
      digest.update(line);
      digest.update((byte) '\n');
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private Row row(byte[] bytes) throws Bad {
    Line line = parsed(text(bytes));
    var fields = new Fields();
    String email = read.email(fields, line.email());
    String name = fields.text("name", line.name(), MemberFields.NAME_MAX);
    String phone = line.phone() == null ? null : read.phone(fields, line.phone());
    if (!fields.wrong().isEmpty()) {
      List<String> wrong = new ArrayList<>();
      fields.wrong().forEach((field, why) -> wrong.add(field + ": " + why));
      throw new Bad(String.join("; ", wrong));
    }
    return new Row(ids.next(), email, name, phone);
  }

  private static String text(byte[] bytes) throws Bad {
    if (bytes.length > Lines.BYTES_MAX) {
      throw new Bad("more than %d bytes".formatted(Lines.BYTES_MAX));
    }
    if (bytes.length == 0) {
      throw new Bad("empty (expected: a JSON object)");
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new Bad("not UTF-8");
    }
  }

  /** Why it cannot be read is said in our words: the parser's hold pieces of the line. */
  private Line parsed(String text) throws Bad {
    try {
      Line line = json.readValue(text, Line.class);
      if (line != null) {
        return line;
      }
    } catch (UnrecognizedPropertyException e) {
      throw new Bad("a field that is none of email, name, phone");
    } catch (JacksonException e) {
      if (String.valueOf(e.getOriginalMessage()).startsWith("Duplicate")) {
        throw new Bad("a field that is there twice");
      }
    }
    throw new Bad("not one JSON object with texts as email, name and phone");
  }

  /** A line that is passed over; the message says why. */
  private static final class Bad extends Exception {
    private static final long serialVersionUID = 1;

    Bad(String message) {
      super(message, null, false, false);
    }
  }
}
