package io.fieldway.cloud.resource;

import io.fieldway.cloud.command.CommandRow;
import io.fieldway.cloud.database.SqlCommands.Placed;
import io.fieldway.cloud.queue.Feed;
import io.fieldway.cloud.queue.FeedEvent;
import io.fieldway.cloud.queue.Message;
import io.fieldway.cloud.queue.Messages;
import java.util.List;
import java.util.stream.Stream;

/// Tells pages of commands that have changed, and the servers that send them.
final class Announcement {
  private final Messages messages;
  private final Feed feed;

  Announcement(Messages messages, Feed feed) {
    this.messages = messages;
    this.feed = feed;
  }

  /// Tells of an order: of the new commands, which it gives back, and of those they replace.
  List<CommandRow> of(Placed placed) {
    List<CommandRow> all =
        Stream.concat(placed.made().stream(), placed.displaced().stream()).toList();
    all.forEach(each -> feed.publish(FeedEvent.of(each)));
    all.stream()
        .map(CommandRow::gateway)
        .distinct()
        .forEach(gateway -> messages.publish(new Message.CommandWaiting(gateway)));
    return placed.made();
  }

  /// Tells of one command.
  void of(CommandRow command) {
    of(new Placed(List.of(command), List.of()));
  }
}
