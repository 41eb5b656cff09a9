package io.seonchak.member.application;

/**
 * From where somebody asks.
 *
 * @param network what he can hardly change: his address, or its network
 * @param userAgent what his program calls itself, printable and at most 200 characters
 */
public record Caller(String network, String userAgent) {}
