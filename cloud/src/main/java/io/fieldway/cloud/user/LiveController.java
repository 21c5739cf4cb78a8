package io.fieldway.cloud.user;

import com.google.errorprone.annotations.Var;
import io.fieldway.cloud.queue.Feed;
import io.fieldway.cloud.queue.FeedItem;
import io.fieldway.cloud.queue.QueueException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/// The live stream as server-sent events (HTML Living Standard §9.2). A browser that comes again
/// with `Last-Event-ID` gets what it missed, or `reset` where that is no longer there.
@RestController
final class LiveController {
  private static final long FOR_EVER = 0;

  private final LiveStream stream;
  private final Feed feed;
  private final UserConfig config;

  LiveController(LiveStream stream, Feed feed, UserConfig config) {
    this.stream = stream;
    this.feed = feed;
    this.config = config;
  }

  @GetMapping(path = "/api/live", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
  SseEmitter live(
      @RequestHeader(name = "Last-Event-ID", required = false) @Nullable String header,
      @RequestParam(name = "lastEventId", required = false) @Nullable String parameter) {
    LiveReader reader =
        stream
            .join()
            .orElseThrow(() ->
                new ResponseStatusException(
                    HttpStatus.SERVICE_UNAVAILABLE,
                    "expected at most " + config.maxBrowsers() + " live streams at once"));
    SseEmitter emitter = new SseEmitter(FOR_EVER);
    emitter.onCompletion(() -> stream.leave(reader));
    Optional<FeedPlace> last = FeedPlace.parse(header != null ? header : parameter);
    Thread.ofVirtual().name("live").start(() -> carry(reader, emitter, last));
    return emitter;
  }

  private void carry(LiveReader reader, SseEmitter emitter, Optional<FeedPlace> last) {
    try {
      @Var FeedPlace sent = last.isPresent() ? missed(emitter, last.get()) : FeedPlace.BEGINNING;
      emitter.send(SseEmitter.event().name("alive").data("{}"));
      while (!reader.isEnded()) {
        Optional<FeedItem> next = reader.next(config.keepAlive());
        if (next.isEmpty()) {
          emitter.send(SseEmitter.event().name("alive").data("{}"));
        } else if (FeedPlace.of(next.get()).isAfter(sent)) {
          sent = FeedPlace.of(next.get());
          send(emitter, next.get());
        }
      }
      emitter.complete();
    } catch (IOException | IllegalStateException e) {
      // The browser has gone; it comes again with the last id it saw.
      emitter.complete();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      stream.leave(reader);
    }
  }

  /// Sends what a browser missed.
  ///
  /// @return the place of the last event sent
  private FeedPlace missed(SseEmitter emitter, FeedPlace last) throws IOException {
    try {
      List<FeedItem> oldest = feed.after(FeedPlace.BEGINNING.toString(), 1);
      List<FeedItem> missed = feed.after(last.toString(), config.maxBacklog());
      boolean trimmed = oldest.isEmpty() || FeedPlace.of(oldest.getFirst()).isAfter(last);
      if (trimmed || missed.size() >= config.maxBacklog()) {
        emitter.send(SseEmitter.event().name("reset").data("{}"));
        return FeedPlace.BEGINNING;
      }
      @Var FeedPlace sent = last;
      for (FeedItem item : missed) {
        send(emitter, item);
        sent = FeedPlace.of(item);
      }
      return sent;
    } catch (QueueException e) {
      emitter.send(SseEmitter.event().name("reset").data("{}"));
      return FeedPlace.BEGINNING;
    }
  }

  private static void send(SseEmitter emitter, FeedItem item) throws IOException {
    emitter.send(SseEmitter.event().id(item.id()).name(item.event()).data(item.data()));
  }
}
