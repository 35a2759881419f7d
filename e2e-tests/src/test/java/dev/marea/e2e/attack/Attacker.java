package dev.marea.e2e.attack;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * An attacker who runs code inside a service: in the service's image, with its JVM and
 * the settings of its container. Each line of its output is {@code attempt=outcome};
 * {@code done} means success. It needs only the JDK.
 */
public final class Attacker {

	private static final int TIMEOUT_MILLIS = 3000;

	private Attacker() {
	}

	/**
	 * @param arguments what to attempt, and with what
	 */
	public static void main(String[] arguments) throws Throwable {
		List<String> objects = Arrays.asList(arguments).subList(1, arguments.length);
		switch (arguments[0]) {
			case "identity" -> identity();
			case "become" -> become();
			case "write" -> objects.forEach(Attacker::write);
			case "read" -> objects.forEach(Attacker::read);
			case "list" -> objects.forEach(Attacker::list);
			case "connect" -> objects.forEach(Attacker::connect);
			case "call" -> calls();
			case "fork" -> fork();
			case "memory" -> memory();
			case "threads" -> threads();
			case "flood" -> flood(Integer.parseInt(objects.getFirst()));
			default -> throw new IllegalArgumentException(arguments[0]);
		}
	}

	private static void identity() throws IOException {
		Files.readAllLines(Path.of("/proc/self/status"))
			.stream()
			.filter((line) -> line.matches("(Uid|Gid|CapEff|CapPrm|CapBnd|NoNewPrivs|Seccomp):.*"))
			.forEach((line) -> say(line.substring(0, line.indexOf(':')), line.replaceFirst("^\\w+:\\s*", "")));
	}

	private static void become() throws Throwable {
		say("setuid", system("setuid", 0));
		say("setgid", system("setgid", 0));
	}

	/** Calls of malware and of escapes from containers, which no service uses. */
	private static void calls() throws Throwable {
		// anonymous executable memory, which malware without files uses
		say("memfd_create", numbered(319, 279, 0, 0));
		// another process's memory
		say("ptrace", numbered(101, 117, 0, 0));
		// a user namespace, where an ordinary user is root
		say("unshare", numbered(272, 97, 0x10000000, 0));
		say("io_uring_setup", numbered(425, 425, 0, 0));
		say("keyctl", numbered(250, 219, 0, 0));
		say("userfaultfd", numbered(323, 282, 0, 0));
	}

	private static void fork() {
		String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
		try {
			say("fork", (new ProcessBuilder(java, "-version").start().waitFor() >= 0) ? "done" : "?");
		}
		catch (IOException ex) {
			say("fork", String.valueOf(ex.getMessage()));
		}
		catch (InterruptedException ex) {
			say("fork", "interrupted");
		}
	}

	private static void write(String path) {
		try {
			Path file = Path.of(path);
			Files.writeString(Files.isDirectory(file) ? file.resolve("mine") : file, "#!/bin/sh\n");
			say(path, "done");
		}
		catch (IOException ex) {
			say(path, String.valueOf(ex.getMessage()));
		}
	}

	private static void read(String path) {
		try {
			Files.readAllBytes(Path.of(path));
			say(path, "done");
		}
		catch (IOException ex) {
			say(path, ex.getClass().getSimpleName());
		}
	}

	private static void list(String folder) {
		try (Stream<Path> files = Files.list(Path.of(folder))) {
			say(folder, String.join(" ", files.map((file) -> file.getFileName().toString()).sorted().toList()));
		}
		catch (IOException ex) {
			say(folder, ex.getClass().getSimpleName());
		}
	}

	private static void connect(String target) {
		int colon = target.lastIndexOf(':');
		try (Socket socket = new Socket()) {
			socket.connect(
					new InetSocketAddress(target.substring(0, colon), Integer.parseInt(target.substring(colon + 1))),
					TIMEOUT_MILLIS);
			say(target, "done");
		}
		catch (IOException ex) {
			say(target, ex.getClass().getSimpleName());
		}
	}

	/** Never gives back what it takes. */
	private static void memory() {
		List<byte[]> taken = new ArrayList<>();
		for (int megabytes = 0; megabytes < 4096; megabytes += 8) {
			byte[] block = new byte[8 << 20];
			Arrays.fill(block, (byte) 1);
			taken.add(block);
		}
		say("memory", "done");
	}

	private static void threads() {
		int threads = 0;
		try {
			for (; threads < 2000; threads++) {
				Thread.ofPlatform().daemon().start(LockSupport::park);
			}
			say("threads", "done");
		}
		catch (OutOfMemoryError ex) {
			say("threads", Integer.toString(threads));
		}
	}

	private static void flood(int megabytes) {
		String line = "x".repeat(1023) + "\n";
		try (PrintStream out = new PrintStream(new BufferedOutputStream(System.out, 1 << 16), false)) {
			for (int kilobyte = 0; kilobyte < megabytes * 1024; kilobyte++) {
				out.print(line);
			}
		}
	}

	private static String system(String function, int argument) throws Throwable {
		return call(Linker.nativeLinker().defaultLookup().findOrThrow(function),
				FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT), argument);
	}

	/** A system call by its numbers on x86-64 and on arm64. */
	private static String numbered(long amd64, long arm64, long first, long second) throws Throwable {
		long number = System.getProperty("os.arch").equals("aarch64") ? arm64 : amd64;
		return call(
				Linker.nativeLinker().defaultLookup().findOrThrow("syscall"), FunctionDescriptor
					.of(ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG),
				number, first, second);
	}

	/** The result: {@code done}, or the number of the error. */
	private static String call(MemorySegment function, FunctionDescriptor signature, Object... arguments)
			throws Throwable {
		StructLayout state = Linker.Option.captureStateLayout();
		MethodHandle handle = Linker.nativeLinker()
			.downcallHandle(function, signature, Linker.Option.captureCallState("errno"));
		try (Arena arena = Arena.ofConfined()) {
			MemorySegment captured = arena.allocate(state);
			List<Object> all = new ArrayList<>(List.of(captured));
			all.addAll(List.of(arguments));
			long result = ((Number) handle.invokeWithArguments(all)).longValue();
			int errno = (int) state.varHandle(MemoryLayout.PathElement.groupElement("errno")).get(captured, 0L);
			return (result >= 0) ? "done" : "errno " + errno;
		}
	}

	private static void say(String attempt, String outcome) {
		System.out.println(attempt + "=" + outcome);
	}

}
