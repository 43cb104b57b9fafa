package dev.ftr.cli;

import static dev.ftr.cli.Views.DSL;
import static dev.ftr.cli.Views.FIBRE;
import static dev.ftr.cli.Views.LTE;
import static dev.ftr.cli.Views.named;
import static dev.ftr.cli.Views.page;
import static dev.ftr.cli.Views.view;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StatusTableTest {
    @Test
    void atEightyColumnsItShowsWhatMattersMost() {
        assertTable(80, """
                uplink  state     routing    loss      RTT  since    address         before
                fibre   up        yes 67 %    0 %  12.3 ms  2 d 4 h  203.0.113.12    down 4 min
                dsl     degraded  yes 33 %   38 %   148 ms  22 min   198.51.100.222  up
                lte     down      no        100 %        -  3 min    -               -
                """, view(FIBRE, DSL, LTE));
    }

    @Test
    void whereThereIsNoRoomItLeavesOutForHowLongAnUplinkWasWhatItWas() {
        assertTable(78, """
                uplink  state     routing    loss      RTT  since    address         before
                fibre   up        yes 67 %    0 %  12.3 ms  2 d 4 h  203.0.113.12    down
                dsl     degraded  yes 33 %   38 %   148 ms  22 min   198.51.100.222  up
                lte     down      no        100 %        -  3 min    -               -
                """, view(FIBRE, DSL, LTE));
    }

    @Test
    void at200ColumnsItShowsDescriptionJitterAndGatewayToo() {
        assertTable(200, """
                uplink  description    state     routing    loss      RTT   jitter  since    address         gateway       before
                fibre   Example Fibre  up        yes 67 %    0 %  12.3 ms   0.4 ms  2 d 4 h  203.0.113.12    203.0.113.1   down 4 min
                dsl     Example DSL    degraded  yes 33 %   38 %   148 ms  20.2 ms  22 min   198.51.100.222  198.51.100.1  up
                lte     Mobile         down      no        100 %        -        -  3 min    -               -             -
                """, view(FIBRE, DSL, LTE));
    }

    @Test
    void aLongNameIsShortenedWhereThereIsNoRoomForIt() {
        StatusView view = view(named("office-fibre-east", FIBRE), LTE);
        assertTable(80, """
                uplink        state  routing    loss      RTT  since    address       before
                office-fibr…  up     yes 67 %    0 %  12.3 ms  2 d 4 h  203.0.113.12  down 4 min
                lte           down   no        100 %        -  3 min    -             -
                """, view);
        assertTrue(StatusTable.lines(view, page(100)).get(1).startsWith("office-fibre-east  "));
        assertTrue(StatusTable.lines(view, Views.asciiPage(80)).get(1).startsWith("office-fibr~  up"));
    }

    @Test
    void aNarrowTerminalKeepsTheFirstColumns() {
        assertTable(50, """
                uplink  state     routing    loss      RTT
                fibre   up        yes 67 %    0 %  12.3 ms
                dsl     degraded  yes 33 %   38 %   148 ms
                lte     down      no        100 %        -
                """, view(FIBRE, DSL, LTE));
    }

    @Test
    void noLineIsEverWiderThanThePage() {
        StatusView view = view(named("a-very-long-name-of-an-uplink", DSL), FIBRE, LTE);
        IntStream.rangeClosed(40, 220)
                .forEach(width -> StatusTable.lines(view, page(width))
                        .forEach(line -> assertTrue(Page.length(line) <= width, width + ": " + line)));
    }

    @Test
    void coloursStatesAndNothingElseMoves() {
        List<String> plain = StatusTable.lines(view(FIBRE, DSL, LTE), page(80));
        List<String> coloured = StatusTable.lines(view(FIBRE, DSL, LTE), Views.colouredPage(80));
        assertTrue(coloured.get(1).contains("\u001b[32mup\u001b[0m"), coloured.get(1));
        assertTrue(coloured.get(2).contains("\u001b[33mdegraded\u001b[0m"), coloured.get(2));
        assertTrue(coloured.get(3).contains("\u001b[31mdown\u001b[0m"), coloured.get(3));
        assertEquals(
                plain,
                coloured.stream().map(l -> l.replaceAll("\u001b\\[\\d+m", "")).toList());
    }

    private static void assertTable(int width, String expected, StatusView view) {
        assertEquals(expected, String.join("\n", StatusTable.lines(view, page(width))) + "\n");
    }
}
