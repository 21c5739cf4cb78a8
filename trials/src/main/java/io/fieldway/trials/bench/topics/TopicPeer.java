package io.fieldway.trials.bench.topics;

/// A topic tree that takes part, with what does not show in a run.
public enum TopicPeer {
  FIELDWAY("Fieldway", "routing.topic.TopicTree; belongs to one thread and takes no lock"),
  MOQUETTE(
      "Moquette",
      "CTrieSubscriptionDirectory of moquette-broker 0.17, the newest on Maven Central; may be used"
          + " by many threads at once, which costs it an atomic reference a node; makes a Topic of"
          + " every text, as its broker does; knows no shared subscriptions, so that as many"
          + " ordinary ones stand for them");

  private final String title;
  private final String remark;

  TopicPeer(String title, String remark) {
    this.title = title;
    this.remark = remark;
  }

  public String title() {
    return title;
  }

  public String remark() {
    return remark;
  }

  TopicIndex open() {
    return switch (this) {
      case FIELDWAY -> new FieldwayTopics();
      case MOQUETTE -> new MoquetteTopics();
    };
  }
}
