package io.fieldway.wire.twin;

import io.fieldway.wire.Fields;
import io.fieldway.wire.Ids;
import io.fieldway.wire.Json;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What brings a half of a twin from one place to a later one: every property that changed after
/// `base`, the latest of each; or all of them.
///
/// @param at where the half stands after it
/// @param base where it must stand before, at least; empty for the whole half
public record Patch(Stamp at, Optional<Stamp> base, SortedMap<String, TwinEntry> entries) {
  public Patch(Stamp at, Optional<Stamp> base, SortedMap<String, TwinEntry> entries) {
    this.at = at;
    this.base = base;
    this.entries = Collections.unmodifiableSortedMap(new TreeMap<>(entries));
  }

  /// Its size on the wire.
  public int bytes() {
    return Json.write(json()).getBytes(StandardCharsets.UTF_8).length;
  }

  /// Reads a patch within the bounds of [Half].
  ///
  /// @throws io.fieldway.wire.MalformedException where it is none
  public static Patch read(Fields fields) {
    return new Patch(
        Stamp.read(fields, "at"),
        fields.has("base") ? Optional.of(Stamp.read(fields, "base")) : Optional.empty(),
        entries(fields));
  }

  public ObjectNode json() {
    ObjectNode tree = Json.object();
    tree.set("at", at.json());
    base.ifPresent(each -> tree.set("base", each.json()));
    ObjectNode all = tree.putObject("entries");
    entries.forEach((name, entry) -> all.set(name, entry.json()));
    return tree;
  }

  private static SortedMap<String, TwinEntry> entries(Fields fields) {
    Fields all = fields.object("entries");
    JsonNode tree = fields.tree("entries");
    if (tree.size() > Half.MAX_PROPERTIES) {
      throw fields.refused("entries", "at most " + Half.MAX_PROPERTIES + " properties");
    }
    SortedMap<String, TwinEntry> entries = new TreeMap<>();
    for (Map.Entry<String, JsonNode> each : tree.properties()) {
      entries.put(
          Ids.check(all.path(each.getKey()), each.getKey()),
          TwinEntry.read(all.object(each.getKey())));
    }
    return entries;
  }
}
