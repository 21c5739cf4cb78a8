package io.fieldway.node.network;

import io.fieldway.routing.topic.InvalidTopicException;
import io.fieldway.routing.topic.TopicFilter;
import io.fieldway.routing.topic.TopicLimits;
import io.fieldway.wire.Bytes;
import io.fieldway.wire.MalformedException;
import java.util.List;
import java.util.Map;

/// Decides what is refused, and counts it.
final class Judge {
  private final RoutingConfig config;
  private final Signatures signatures;
  private final Counters counters;
  private final TopicLimits limits;

  Judge(RoutingConfig config, Signatures signatures, Counters counters) {
    this.config = config;
    this.signatures = signatures;
    this.counters = counters;
    this.limits = config.topicLimits();
  }

  ControlMessage message(Bytes control) throws InvalidControlException {
    if (control.size() > config.maximumControlBytes()) {
      throw refuse(
          Refusal.MALFORMED,
          "a control message of at most " + config.maximumControlBytes() + " bytes",
          control.toString());
    }
    try {
      return ControlForm.read(control);
    } catch (MalformedException e) {
      throw refuse(Refusal.MALFORMED, e);
    }
  }

  Advert advert(Signed signed) throws InvalidControlException {
    try {
      Advert advert = Advert.read(signed.content());
      requirePossible(advert.node(), advert.stamp());
      return advert;
    } catch (MalformedException e) {
      throw refuse(Refusal.MALFORMED, e);
    }
  }

  InterestHead head(Signed signed) throws InvalidControlException {
    try {
      InterestHead head = InterestHead.read(signed.content());
      requirePossible(head.node(), head.stamp());
      return head;
    } catch (MalformedException e) {
      throw refuse(Refusal.MALFORMED, e);
    }
  }

  void requireGenuine(String node, Signed signed) throws InvalidControlException {
    if (!signatures.isGenuine(node, signed.content(), signed.signature())) {
      throw refuse(Refusal.FORGED, "the signature of " + node, "another");
    }
  }

  /// That a node can have such links.
  void requireSound(Advert advert) throws InvalidControlException {
    requireSoundFilters(advert);
    if (advert.links().size() > config.maximumLinks()) {
      throw refuse(
          Refusal.BEYOND_BOUNDS,
          "at most " + config.maximumLinks() + " links of " + advert.node(),
          "" + advert.links().size());
    }
    if (advert.links().containsKey(advert.node())) {
      throw refuse(Refusal.IMPOSSIBLE, "links of " + advert.node() + " to others", "one to itself");
    }
    for (Map.Entry<String, Integer> link : advert.links().entrySet()) {
      if (link.getValue() < 1 || link.getValue() > CostRule.LARGEST) {
        throw refuse(
            Refusal.IMPOSSIBLE,
            "a cost of the link %s-%s from 1 to %d"
                .formatted(advert.node(), link.getKey(), CostRule.LARGEST),
            "" + link.getValue());
      }
    }
  }

  /// That what it says of its links can be.
  private void requireSoundFilters(Advert advert) throws InvalidControlException {
    if (advert.filters().size() > LinkFilter.MOST) {
      throw refuse(
          Refusal.BEYOND_BOUNDS,
          "at most " + LinkFilter.MOST + " filters of the links of " + advert.node(),
          "" + advert.filters().size());
    }
    for (LinkFilter filter : advert.filters()) {
      if (filter.exports().size() > LinkFilter.MOST_TOPICS
          || filter.imports().size() > LinkFilter.MOST_TOPICS) {
        throw refuse(
            Refusal.BEYOND_BOUNDS,
            "at most " + LinkFilter.MOST_TOPICS + " topic filters for a link of " + advert.node(),
            "more");
      }
      requireFilters(advert.node(), filter.exports());
      requireFilters(advert.node(), filter.imports());
    }
  }

  void requireRoomForNode(int nodes) throws InvalidControlException {
    if (nodes >= config.maximumNodes()) {
      throw refuse(Refusal.BEYOND_BOUNDS, "at most " + config.maximumNodes() + " nodes", "another");
    }
  }

  void requireRoom(String node, int filters, long characters) throws InvalidControlException {
    if (!hasRoom(filters, characters)) {
      throw tooMuch(node);
    }
  }

  /// The refusal of a flood of filters.
  InvalidControlException tooMuch(String node) {
    return refuse(
        Refusal.BEYOND_BOUNDS,
        "at most %d filters of %d characters in all of %s"
            .formatted(config.maximumFilters(), config.maximumInterestCharacters(), node),
        "more");
  }

  /// Whether a node may tell of so many filters.
  boolean hasRoom(int filters, long characters) {
    return filters <= config.maximumFilters() && characters <= config.maximumInterestCharacters();
  }

  void requireFilters(String node, List<String> filters) throws InvalidControlException {
    for (String filter : filters) {
      if (!isFilter(filter)) {
        throw refuse(
            Refusal.IMPOSSIBLE, "topic filters as interest of " + node, "a text that is none");
      }
    }
  }

  boolean isFilter(String text) {
    try {
      TopicFilter.parse(text, limits);
      return true;
    } catch (InvalidTopicException e) {
      return false;
    }
  }

  InvalidControlException refuse(Refusal reason, String expected, String came) {
    counters.refuse(reason);
    return new InvalidControlException(
        reason, "control message: expected " + expected + ", got " + came);
  }

  private InvalidControlException refuse(Refusal reason, MalformedException e) {
    counters.refuse(reason);
    return new InvalidControlException(reason, String.valueOf(e.getMessage()));
  }

  private void requirePossible(String node, Stamp stamp) throws InvalidControlException {
    if (!stamp.isPossible()) {
      throw refuse(
          Refusal.IMPOSSIBLE,
          "an epoch and a sequence of " + node + " from 1 to " + Stamp.HIGHEST,
          stamp.toString());
    }
  }
}
