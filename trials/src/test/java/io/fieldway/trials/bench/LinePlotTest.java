package io.fieldway.trials.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class LinePlotTest {
  private static final LinePlot PLOT =
      new LinePlot(
          "Time at <1> & 2",
          "items",
          "ms",
          List.of(
              new LinePlot.Line("short", List.of(point(500, 10), point(1_000, 19))),
              new LinePlot.Line("long", List.of(point(500, 20), point(1_000, 43)))));

  @Test
  void drawsEachLineAndNamesItAndTheAxes() throws Exception {
    Document svg = document();
    assertThat(svg.getElementsByTagName("polyline").getLength()).isEqualTo(2);
    assertThat(texts(svg))
        .contains("Time at <1> & 2", "items", "ms", "short", "long", "0", "1,000", "50");
  }

  @Test
  void higherValuesStandHigherAndAllStandInside() throws Exception {
    Element line = (Element) document().getElementsByTagName("polyline").item(1);
    String[] corners = line.getAttribute("points").split(" ", -1);
    assertThat(corners).hasSize(2);
    double first = Double.parseDouble(corners[0].substring(corners[0].indexOf(',') + 1));
    double last = Double.parseDouble(corners[1].substring(corners[1].indexOf(',') + 1));
    assertThat(last).isBetween(0.0, first);
  }

  @Test
  void hasColoursForDarkPagesToo() {
    assertThat(PLOT.svg()).contains("prefers-color-scheme:dark");
  }

  private static Document document() throws Exception {
    return DocumentBuilderFactory.newDefaultInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(PLOT.svg().getBytes(StandardCharsets.UTF_8)));
  }

  private static List<String> texts(Document svg) {
    List<String> texts = new ArrayList<>();
    NodeList all = svg.getElementsByTagName("text");
    for (int i = 0; i < all.getLength(); i++) {
      texts.add(all.item(i).getTextContent());
    }
    return texts;
  }

  private static LinePlot.Point point(double x, double y) {
    return new LinePlot.Point(x, y);
  }
}
