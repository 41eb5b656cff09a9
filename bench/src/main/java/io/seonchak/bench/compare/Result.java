package io.seonchak.bench.compare;

/**
 * What one contender did in one round. Only units that stood in PostgreSQL afterwards count.
 *
 * @param grants correct durable grants a second when all come at once
 * @param p50 of a grant at half that load, in milliseconds
 * @param p99 of the same
 * @param cpuSeconds for 1,000 requests, the service and the engines together
 * @param lag from the last answer until PostgreSQL had all, in milliseconds
 * @param oversold units given beyond those there were, and second ones of one member
 * @param lost units that a member was told he has and PostgreSQL does not, after a SIGKILL
 * @param late how far the crowd was ever behind its clock at half load, in milliseconds
 */
record Result(
    double grants,
    double p50,
    double p99,
    double cpuSeconds,
    double lag,
    long oversold,
    long lost,
    long late) {}
