package io.fieldway.routing.reroute;

import java.util.Collection;

/// What a broker does for its clients (Definitions 11 and 12 of the paper): the topics that are
/// published through it, and the filters that are subscribed at it.
public record Behaviour(Filters publishes, Filters subscribes) {
  /// A broker without clients.
  public static final Behaviour NONE = new Behaviour(Filters.NONE, Filters.NONE);

  /// The behaviour with these topics and filters.
  ///
  /// @throws IllegalArgumentException where one is not a valid filter
  public static Behaviour of(Collection<String> publishes, Collection<String> subscribes) {
    return new Behaviour(Filters.of(publishes), Filters.of(subscribes));
  }
}
