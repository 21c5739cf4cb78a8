/// The broker without I/O: sessions, the exchange of messages at each quality of service, retained
/// messages, wills and shared subscriptions. One thread calls it; time is an argument; what it says
/// goes to an [Outbound], what must survive into the journal.
@NullMarked
package io.fieldway.node.broker;

import org.jspecify.annotations.NullMarked;
