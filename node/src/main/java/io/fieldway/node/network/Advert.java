package io.fieldway.node.network;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.kept.KeptReader;
import io.fieldway.node.kept.KeptWriter;
import io.fieldway.wire.Bytes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// The state of a node's links, as it says of itself.
///
/// @param links its neighbours and what the link to each costs
/// @param filters what may cross its links, up or not
record Advert(
    String node,
    Stamp stamp,
    SortedMap<String, Integer> links,
    Profile profile,
    List<LinkFilter> filters) {
  /// The first field, so that no signature can be taken for one of something else.
  static final int KIND = 1;

  Advert(
      String node,
      Stamp stamp,
      SortedMap<String, Integer> links,
      Profile profile,
      List<LinkFilter> filters) {
    this.node = node;
    this.stamp = stamp;
    this.links = Collections.unmodifiableSortedMap(new TreeMap<>(links));
    this.profile = profile;
    this.filters = List.copyOf(filters);
  }

  /// Of a node that has not said anything.
  static Advert none(String node) {
    return new Advert(node, Stamp.NONE, new TreeMap<>(), Profile.NONE, List.of());
  }

  Bytes write() {
    KeptWriter out = new KeptWriter();
    out.number(KIND);
    out.text(node);
    out.number(stamp.epoch());
    out.number(stamp.number());
    out.number(links.size());
    links.forEach((neighbour, cost) -> {
      out.text(neighbour);
      out.number(cost);
    });
    out.text(profile.serviceAddress());
    @Var int roles = 0;
    for (Role role : profile.roles()) {
      roles |= role.bit();
    }
    out.number(roles);
    if (!filters.isEmpty()) {
      out.number(filters.size());
      filters.forEach(filter -> {
        out.text(filter.peer());
        ControlForm.texts(filter.exports(), out);
        ControlForm.texts(filter.imports(), out);
      });
    }
    return out.bytes();
  }

  /// @throws io.fieldway.wire.MalformedException where the bytes are none that [#write] makes
  static Advert read(Bytes bytes) {
    KeptReader in = ControlForm.reader(bytes);
    ControlForm.expectKind(in, KIND);
    String node = ControlForm.name(in);
    Stamp stamp = ControlForm.stamp(in);
    SortedMap<String, Integer> links = new TreeMap<>();
    for (@Var int i = in.small(); i > 0; i--) {
      String neighbour = ControlForm.name(in);
      if (!links.isEmpty() && links.lastKey().compareTo(neighbour) >= 0) {
        throw ControlForm.malformed("links in the order of names", "another order");
      }
      links.put(neighbour, in.small());
    }
    String serviceAddress = in.text();
    if (serviceAddress.length() > Profile.LONGEST_ADDRESS) {
      throw ControlForm.malformed(
          "a shorter service address", serviceAddress.length() + " characters");
    }
    int bits = in.small();
    List<LinkFilter> filters = filters(in);
    in.end();
    Set<Role> roles = EnumSet.allOf(Role.class);
    roles.removeIf(role -> (bits & role.bit()) == 0);
    return new Advert(node, stamp, links, new Profile(serviceAddress, roles), filters);
  }

  private static List<LinkFilter> filters(KeptReader in) {
    List<LinkFilter> filters = new ArrayList<>(0);
    if (!in.isAtEnd()) {
      for (@Var int i = in.small(); i > 0; i--) {
        filters.add(
            new LinkFilter(ControlForm.name(in), ControlForm.texts(in), ControlForm.texts(in)));
      }
      if (filters.isEmpty()) {
        throw ControlForm.malformed("a filter of a link at least", "none");
      }
    }
    return filters;
  }
}
