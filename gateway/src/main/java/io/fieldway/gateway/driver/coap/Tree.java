package io.fieldway.gateway.driver.coap;

import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.eclipse.californium.core.CoapResource;
import org.eclipse.californium.core.coap.CoAP;
import org.eclipse.californium.core.network.Exchange;
import org.eclipse.californium.core.observe.ObserveRelation;
import org.eclipse.californium.core.server.resources.Resource;
import org.jspecify.annotations.Nullable;

/// Californium's resources: `/devices/DEVICE/readings`, `/instructions` and `/results`. Those of
/// all devices are the same three objects, so that a name that nobody has costs nothing.
final class Tree {
  private Tree() {}

  /// The resource `devices`.
  static Resource of(Resource readings, Resource instructions, Resource results) {
    Resource device =
        new Branch(
            "device",
            Map.of("readings", readings, "instructions", instructions, "results", results));
    return new CoapResource("devices") {
      @Override
      public Resource getChild(String name) {
        return device;
      }
    };
  }

  /// A resource with the same children under each name.
  private static final class Branch extends CoapResource {
    private final Map<String, Resource> children;

    Branch(String name, Map<String, Resource> children) {
      super(name);
      this.children = children;
    }

    @Override
    public @Nullable Resource getChild(String name) {
      return children.get(name);
    }
  }

  /// A resource that hands its requests, whatever their method, to somebody who may block.
  static class Leaf extends CoapResource {
    private final Executor executor;
    private final Consumer<Exchange> requests;

    Leaf(String name, Executor executor, Consumer<Exchange> requests) {
      super(name);
      this.executor = executor;
      this.requests = requests;
    }

    @Override
    public Executor getExecutor() {
      return executor;
    }

    @Override
    public void handleRequest(Exchange exchange) {
      requests.accept(exchange);
    }
  }

  /// A resource that is observed.
  static final class Observed extends Leaf {
    private final BiConsumer<ObserveRelation, Boolean> observers;
    private final AtomicInteger number = new AtomicInteger();

    /// Tells of each relation when it begins, with `true`, and when it ends.
    Observed(
        String name,
        Executor executor,
        Consumer<Exchange> requests,
        BiConsumer<ObserveRelation, Boolean> observers) {
      super(name, executor, requests);
      this.observers = observers;
      setObservable(true);
      setObserveType(CoAP.Type.CON);
    }

    /// Rises from one notification to the next (RFC 7641 §4.4).
    @Override
    public int getNotificationSequenceNumber() {
      return number.incrementAndGet() & 0xff_ffff;
    }

    @Override
    public void addObserveRelation(ObserveRelation relation) {
      observers.accept(relation, true);
    }

    @Override
    public void removeObserveRelation(ObserveRelation relation) {
      observers.accept(relation, false);
    }
  }
}
