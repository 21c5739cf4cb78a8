package io.fieldway.node.network;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.kept.KeptReader;
import io.fieldway.node.kept.KeptWriter;
import io.fieldway.node.network.ControlMessage.Delta;
import io.fieldway.node.network.ControlMessage.Digest;
import io.fieldway.node.network.ControlMessage.Entry;
import io.fieldway.node.network.ControlMessage.Forgotten;
import io.fieldway.node.network.ControlMessage.LinkState;
import io.fieldway.node.network.ControlMessage.Want;
import io.fieldway.node.network.ControlMessage.Whole;
import io.fieldway.wire.Bytes;
import io.fieldway.wire.MalformedException;
import java.util.ArrayList;
import java.util.List;

/// The bytes of control messages: a kind, then the fields in their order, as [KeptWriter] has them.
final class ControlForm {
  /// The longest name of a node, in characters.
  static final int LONGEST_NAME = 256;

  private static final String WHAT = "control message";

  private static final int DIGEST = 1;
  private static final int LINK_STATE = 2;
  private static final int WHOLE = 3;
  private static final int DELTA = 4;
  private static final int WANT = 5;
  private static final int FORGOTTEN = 6;

  private ControlForm() {}

  static Bytes write(ControlMessage message) {
    KeptWriter out = new KeptWriter();
    switch (message) {
      case Digest(String from, String until, List<Entry> entries) -> {
        out.number(DIGEST);
        out.text(from);
        out.text(until);
        out.number(entries.size());
        for (Entry entry : entries) {
          out.text(entry.node());
          stamp(entry.advert(), out);
          stamp(entry.interest(), out);
        }
      }
      case LinkState(Signed signed, long age) -> {
        out.number(LINK_STATE);
        signed(signed, out);
        out.number(age);
      }
      case Whole(Signed head, List<String> filters, boolean isLast) -> {
        out.number(WHOLE);
        signed(head, out);
        texts(filters, out);
        out.flag(isLast);
      }
      case Delta(Signed head, Stamp base, List<String> added, List<String> removed) -> {
        out.number(DELTA);
        signed(head, out);
        stamp(base, out);
        texts(added, out);
        texts(removed, out);
      }
      case Want(String node) -> {
        out.number(WANT);
        out.text(node);
      }
      case Forgotten(String node) -> {
        out.number(FORGOTTEN);
        out.text(node);
      }
    }
    return out.bytes();
  }

  /// @throws MalformedException where the bytes are none that [#write] makes
  static ControlMessage read(Bytes bytes) {
    KeptReader in = ControlForm.reader(bytes);
    int kind = in.small();
    ControlMessage message =
        switch (kind) {
          case DIGEST -> new Digest(in.text(), in.text(), entries(in));
          case LINK_STATE -> new LinkState(signed(in), age(in));
          case WHOLE -> new Whole(signed(in), texts(in), in.flag());
          case DELTA -> new Delta(signed(in), stamp(in), texts(in), texts(in));
          case WANT -> new Want(name(in));
          case FORGOTTEN -> new Forgotten(name(in));
          default -> throw malformed("a kind of 1 to 6", "" + kind);
        };
    in.end();
    return message;
  }

  static KeptReader reader(Bytes bytes) {
    return new KeptReader(WHAT, bytes);
  }

  static MalformedException malformed(String expected, String came) {
    return new MalformedException(WHAT, expected, came);
  }

  static void expectKind(KeptReader in, int kind) {
    int came = in.small();
    if (came != kind) {
      throw malformed("a statement of kind " + kind, "" + came);
    }
  }

  /// The name of a node.
  static String name(KeptReader in) {
    String name = in.text();
    if (name.isEmpty() || name.length() > LONGEST_NAME) {
      throw malformed(
          "a name of 1 to " + LONGEST_NAME + " characters", name.length() + " characters");
    }
    return name;
  }

  static Stamp stamp(KeptReader in) {
    return new Stamp(in.number(), in.number());
  }

  private static void stamp(Stamp stamp, KeptWriter out) {
    out.number(stamp.epoch());
    out.number(stamp.number());
  }

  private static void signed(Signed signed, KeptWriter out) {
    out.binary(signed.content());
    out.binary(signed.signature());
  }

  private static Signed signed(KeptReader in) {
    return new Signed(in.binary(), in.binary());
  }

  private static long age(KeptReader in) {
    long age = in.number();
    if (age < 0) {
      throw malformed("an age", "" + age);
    }
    return age;
  }

  private static List<Entry> entries(KeptReader in) {
    List<Entry> entries = new ArrayList<>();
    for (@Var int i = in.small(); i > 0; i--) {
      entries.add(new Entry(name(in), stamp(in), stamp(in)));
    }
    return entries;
  }

  static void texts(List<String> texts, KeptWriter out) {
    out.number(texts.size());
    texts.forEach(out::text);
  }

  static List<String> texts(KeptReader in) {
    List<String> texts = new ArrayList<>();
    for (@Var int i = in.small(); i > 0; i--) {
      texts.add(in.text());
    }
    return texts;
  }
}
