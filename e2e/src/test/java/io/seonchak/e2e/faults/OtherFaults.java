package io.seonchak.e2e.faults;

import io.seonchak.e2e.ClockFaults;
import io.seonchak.e2e.DatabaseClockFault;
import io.seonchak.e2e.EventFaults;
import io.seonchak.e2e.NetworkFaults;
import io.seonchak.e2e.PaymentFaults;
import io.seonchak.e2e.RaceFaults;
import io.seonchak.e2e.RestartFaults;
import io.seonchak.e2e.StarvedFaults;
import java.util.List;

/**
 * Faults of others than our own processes and engines: the gateway, the network, clocks, people.
 */
final class OtherFaults {

  private OtherFaults() {}

  static List<FaultRow> rows() {
    return List.of(
        new ShopRow(
            "payment",
            "Payment: answer lost after approval, 500 after approval, 60 s slow, webhook first and"
                + " seven times, forged, amount differs, captured after the release",
            "Unknown is asked until known (≤ 60 s); one capture or none; captured and released goes"
                + " back once; forged is ignored",
            false,
            PaymentFaults::run),
        new ShopRow(
            "network-processes",
            "Partition, reset, 200 ms latency between stock and catalog in applications apart"
                + " (by a TCP proxy)",
            "Deadlines hold, claims go on, the circuit opens ≤ 2 s and closes by itself; latency"
                + " does not open it",
            false,
            NetworkFaults::betweenProcesses),
        new ShopRow(
            "network-database",
            "Partition, reset, 200 ms latency between application and PostgreSQL (by a TCP proxy)",
            "An answer within 10 s, 503 + Retry-After if it is no yes; ≤ 10 s after the fault"
                + " claims go on, and who asks again has his unit once",
            false,
            NetworkFaults::toTheDatabase),
        new ShopRow(
            "sigterm",
            "SIGTERM mid-drop and rolling restart of two instances, to a version with a migration"
                + " of the claims' table",
            "Requests that were taken are answered, no reset connections (a kept one may end before"
                + " it takes a request, never after), everybody gets his unit once",
            false,
            RestartFaults::run),
        new ShopRow(
            "clock-of-host",
            "The wall clocks of three application hosts: two hours on, two hours back, at double"
                + " speed (libfaketime)",
            "Order and holds are the database's; what an order's host adds to the time to pay stays within"
                + " the pool's bound",
            false,
            ClockFaults::ofHosts),
        new ShopRow(
            "events",
            "Events five times, shuffled, an hour late; poison, oversized, of an unknown version,"
                + " written into the topics of a running shop",
            "One effect each; poison is parked with its reason, later events of other keys move on;"
                + " discarded and replayed, what stood behind it has its effect",
            false,
            EventFaults::run),
        new ShopRow(
            "pool-exhausted",
            "Every connection of every pool of the application is taken",
            "An answer within 6 s, 503 + Retry-After; resumes ≤ 10 s after",
            false,
            StarvedFaults::poolExhausted),
        new ShopRow(
            "row-locked",
            "Somebody holds the row lock of a drop's pool for 30 s",
            "An answer within 6 s, 503 + Retry-After; other drops go on; resumes ≤ 10 s after",
            false,
            StarvedFaults::rowLocked),
        new ShopRow(
            "disk-full",
            "The database's disk is full (a small tmpfs)",
            "An answer within 6 s, 503 + Retry-After; resumes ≤ 10 s after there is room again",
            false,
            StarvedFaults::diskFull),
        new ShopRow(
            "clock-of-database",
            "The database's clock jumps on by up to an hour and back (libfaketime on PostgreSQL)",
            "Expiry pauses and says so until somebody has looked; then what is due expires",
            false,
            DatabaseClockFault::run),
        new ShopRow(
            "races",
            "Expiry racing payment, release racing grant, cancel twice; many rounds, timing by the"
                + " seed",
            "Exactly one terminal state each; units and money are where it says",
            false,
            RaceFaults::run));
  }
}
