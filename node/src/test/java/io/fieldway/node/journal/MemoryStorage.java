package io.fieldway.node.journal;

import com.google.errorprone.annotations.Var;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/// A disk in memory whose power can be cut: what was forced stays, and of what was not, some names'
/// changes are there, and each sector that was being written is there, or not, or torn, or spoilt,
/// as chance will have it.
final class MemoryStorage implements Storage {
  private static final int SECTOR = 512;

  @Var private Map<String, Content> names = new LinkedHashMap<>();
  @Var private Map<String, Content> forcedNames = new LinkedHashMap<>();

  /// The names after each change since the last force.
  private final List<Map<String, Content>> changes = new ArrayList<>();

  /// What the disk still does before it fails.
  @Var private int operationsLeft = Integer.MAX_VALUE;

  @Override
  public List<String> names() {
    return List.copyOf(names.keySet());
  }

  @Override
  public StoredFile create(String name) throws IOException {
    operate();
    Content made = new Content();
    names.put(name, made);
    changed();
    return new Handle(made);
  }

  @Override
  public StoredFile open(String name) throws IOException {
    Content content = names.get(name);
    if (content == null) {
      throw new IOException("no file " + name);
    }
    return new Handle(content);
  }

  @Override
  public void rename(String from, String to) throws IOException {
    operate();
    if (names.containsKey(to)) {
      throw new IOException("there is a file " + to);
    }
    Content content = names.remove(from);
    if (content == null) {
      throw new IOException("no file " + from);
    }
    names.put(to, content);
    changed();
  }

  @Override
  public void delete(String name) throws IOException {
    operate();
    if (names.remove(name) == null) {
      throw new IOException("no file " + name);
    }
    changed();
  }

  private void changed() {
    changes.add(new LinkedHashMap<>(names));
  }

  @Override
  public void force() throws IOException {
    operate();
    keepNames();
  }

  private void keepNames() {
    forcedNames = new LinkedHashMap<>(names);
    changes.clear();
  }

  @Override
  public void close() {
    // stays as it is, as a disk does
  }

  /// The disk fails after so many operations that change it, until its power is cut.
  void failAfter(int operations) {
    operationsLeft = operations;
  }

  /// The disk does again what it is told.
  void repair() {
    operationsLeft = Integer.MAX_VALUE;
  }

  private void operate() throws IOException {
    if (operationsLeft == 0) {
      throw new IOException("no space left on the disk");
    }
    operationsLeft--;
  }

  /// The content of a file, to be looked at and spoilt.
  byte[] bytes(String name) {
    return content(name).now;
  }

  void setBytes(String name, byte[] bytes) {
    content(name).now = bytes;
    content(name).force();
  }

  private Content content(String name) {
    Content content = names.get(name);
    if (content == null) {
      throw new IllegalArgumentException("no file " + name);
    }
    return content;
  }

  long size() {
    return names.values().stream().mapToLong(content -> content.now.length).sum();
  }

  /// The power fails.
  void cutPower(RandomGenerator chance) {
    int survived = chance.nextInt(changes.size() + 1);
    Map<String, Content> then = survived == 0 ? forcedNames : changes.get(survived - 1);
    names = new LinkedHashMap<>(then);
    names.values().forEach(content -> content.cutPower(chance));
    keepNames();
    repair();
  }

  /// What a file holds, what it held when it was forced, and what was written since.
  private static final class Content {
    @Var private byte[] now = new byte[0];
    @Var private byte[] forced = new byte[0];

    void force() {
      forced = now.clone();
    }

    /// A sector that was being written is there, is not, is there in part, or is spoilt.
    private void cutSector(byte[] left, int from, int to, int cut, RandomGenerator chance) {
      if (cut != Integer.MAX_VALUE) { // all before it, nothing behind
        System.arraycopy(now, from, left, from, Math.clamp(cut - from, 0, to - from));
        return;
      }
      switch (chance.nextInt(5)) {
        case 0, 1 -> System.arraycopy(now, from, left, from, to - from);
        case 2 -> {
          for (int i = from; i < to; i++) {
            left[i] = (byte) chance.nextInt();
          }
        }
        default -> {} // as it was
      }
    }

    void cutPower(RandomGenerator chance) {
      if (Arrays.equals(now, forced)) {
        return;
      }
      int size =
          now.length == forced.length
              ? now.length
              : chance.nextInt(
                  Math.min(now.length, forced.length), Math.max(now.length, forced.length) + 1);
      byte[] left = Arrays.copyOf(forced, size);
      int cut = chance.nextBoolean() ? chance.nextInt(size + 1) : Integer.MAX_VALUE;
      for (int from = 0; from < Math.min(size, now.length); from += SECTOR) {
        int to = Math.min(from + SECTOR, Math.min(size, now.length));
        if (!Arrays.equals(now, from, to, left, from, to)) {
          cutSector(left, from, to, cut, chance);
        }
      }
      now = left;
      force();
    }
  }

  private final class Handle implements StoredFile {
    private final Content content;

    Handle(Content content) {
      this.content = content;
    }

    @Override
    public long size() {
      return content.now.length;
    }

    @Override
    public void read(ByteBuffer target, long offset) {
      target.put(content.now, (int) offset, target.remaining());
    }

    @Override
    public void write(ByteBuffer source, long offset) throws IOException {
      operate();
      int end = (int) offset + source.remaining();
      if (end > content.now.length) {
        content.now = Arrays.copyOf(content.now, end);
      }
      source.get(content.now, (int) offset, source.remaining());
    }

    @Override
    public void force() throws IOException {
      operate();
      content.force();
    }

    @Override
    public void truncate(long size) throws IOException {
      operate();
      content.now = Arrays.copyOf(content.now, (int) Math.min(size, content.now.length));
    }

    @Override
    public void close() {
      // nothing is held
    }
  }
}
