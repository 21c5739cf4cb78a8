package io.fieldway.node.network;

import com.google.errorprone.annotations.Var;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The other end of a link: what it is known to know, and what of a whole interest has come from
/// it.
final class Neighbour {
  final String name;

  /// Whether it has said what it knows. Before, nothing is sent to it but what we know.
  @Var boolean hasSaid;

  private final Map<String, Stamp> adverts = new HashMap<>();
  private final Map<String, Stamp> interests = new HashMap<>();

  // The head of the interest that is coming in parts, and its filters so far.
  @Var private Signed gathering = Signed.NOTHING;
  @Var private List<String> gathered = new ArrayList<>();
  @Var private long gatheredCharacters;

  Neighbour(String name) {
    this.name = name;
  }

  Stamp advert(String node) {
    return adverts.getOrDefault(node, Stamp.NONE);
  }

  Stamp interest(String node) {
    return interests.getOrDefault(node, Stamp.NONE);
  }

  void knowsAdvert(String node, Stamp stamp) {
    adverts.merge(node, stamp, Stamp::orNewer);
  }

  void knowsInterest(String node, Stamp stamp) {
    interests.merge(node, stamp, Stamp::orNewer);
  }

  /// It is not to be believed that it has a newer interest than this.
  void lacksInterestAbove(String node, Stamp stamp) {
    interests.put(node, stamp);
  }

  void forget(String node) {
    adverts.remove(node);
    interests.remove(node);
  }

  /// Takes a part of a whole interest; answers all that came of it. Once it is more than it may be
  /// nothing is added to it.
  ///
  /// @param most filters
  /// @param mostCharacters of them
  List<String> gather(Signed head, List<String> filters, int most, int mostCharacters) {
    if (!head.equals(gathering)) {
      gathering = head;
      gathered = new ArrayList<>();
      gatheredCharacters = 0;
    }
    if (gathered.size() <= most && gatheredCharacters <= mostCharacters) {
      gathered.addAll(filters);
      filters.forEach(filter -> gatheredCharacters += filter.length());
    }
    return gathered;
  }

  void gatheredAll() {
    gathering = Signed.NOTHING;
    gathered = new ArrayList<>();
  }
}
