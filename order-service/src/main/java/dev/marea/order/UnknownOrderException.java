package dev.marea.order;

/** The caller has no such order. */
public class UnknownOrderException extends RuntimeException {

}
