package dev.ftr.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class LivePictureTest {
    private final LivePicture picture =
            new LivePicture(List.of("head"), List.of("why", "what"), List.of("old", "older", "new"), "keys");

    @Test
    void theFootIsAtTheBottom() {
        assertEquals(List.of("head", "", "why", "what", "", "old", "older", "new", "", "", "keys"), picture.lines(11));
    }

    @Test
    void theOldestEventsGoFirstWhenThereIsNoRoom() {
        assertEquals(List.of("head", "", "why", "what", "", "older", "new", "", "keys"), picture.lines(9));
        assertEquals(List.of("head", "", "why", "what", "", "", "keys"), picture.lines(7));
    }

    @Test
    void aTinyScreenStillShowsTheKeys() {
        assertEquals(List.of("head", "", "keys"), picture.lines(3));
        assertEquals(List.of("keys"), picture.lines(1));
    }
}
