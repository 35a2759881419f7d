package dev.marea.lab.shape;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

import dev.marea.lab.cli.UsageError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

class ShapeTests {

	@TempDir
	Path temporary;

	@Test
	void constant_spreads_its_arrivals_evenly() {
		double[] arrivals = arrivals(Shape.parse("constant:rate=100/s,for=3s"));
		assertThat(arrivals).hasSize(300);
		assertThat(arrivals[0]).isCloseTo(0.005, within(1e-6));
		assertThat(arrivals[1] - arrivals[0]).isCloseTo(0.01, within(1e-6));
		assertThat(perSecond(arrivals, 3)).containsExactly(100, 100, 100);
	}

	@Test
	void step_changes_its_rate_at_once() {
		Shape shape = Shape.parse("step:from=20/s,to=100/s,at=2s,for=4s");
		assertThat(perSecond(arrivals(shape), 4)).containsExactly(20, 20, 100, 100);
		assertThat(shape.rate(1.99)).isEqualTo(20);
		assertThat(shape.rate(2)).isEqualTo(100);
		assertThat(shape.peak()).isEqualTo(100);
	}

	@Test
	void ramp_rises_linearly() {
		Shape shape = Shape.parse("ramp:from=0/s,to=40/s,for=4s");
		assertThat(perSecond(arrivals(shape), 4)).containsExactly(5, 15, 25, 35);
		assertThat(shape.rate(2)).isCloseTo(20, within(1e-9));
		assertThat(shape.peak()).isCloseTo(35, within(0.1));
	}

	@Test
	void spike_falls_back_to_its_base() {
		Shape shape = Shape.parse("spike:base=10/s,peak=100/s,at=1s,width=2s,for=4s");
		assertThat(perSecond(arrivals(shape), 4)).containsExactly(10, 100, 100, 10);
	}

	@Test
	void sine_swings_around_its_mean_and_rises_first() {
		Shape shape = Shape.parse("sine:mean=100/s,amplitude=50/s,period=4s,for=8s");
		assertThat(arrivals(shape)).hasSize(800);
		assertThat(shape.rate(1)).isCloseTo(150, within(1e-9));
		assertThat(shape.rate(3)).isCloseTo(50, within(1e-9));
		assertThat(shape.cumulative(2)).isCloseTo(200 + 50 * 4 / Math.PI, within(1e-9));
	}

	@Test
	void sums_add_up_and_last_as_long_as_their_longest_part() {
		Shape shape = Shape.parse("constant:rate=10/s,for=3s + constant:rate=20/s,for=1s");
		assertThat(shape.duration()).isEqualTo(3);
		assertThat(perSecond(arrivals(shape), 3)).containsExactly(30, 10, 10);
	}

	@Test
	void a_given_duration_fills_in_for_parts_without_one_and_cuts_longer_ones() {
		assertThat(Shape.parse("constant:rate=10/s", 2.0).duration()).isEqualTo(2);
		Shape cut = Shape.parse("ramp:from=0/s,to=40/s,for=4s", 2.0);
		assertThat(perSecond(arrivals(cut), 4)).containsExactly(5, 15, 0, 0);
	}

	@Test
	void poisson_arrivals_repeat_with_their_seed_and_have_exponential_gaps() {
		Shape shape = Shape.parse("constant:rate=1000/s,for=100s,arrivals=poisson");
		double[] arrivals = arrivals(shape);
		assertThat(arrivals).isSorted().isEqualTo(arrivals(shape));
		assertThat(arrivals.length).isCloseTo(100_000, within(2_000));
		double[] gaps = IntStream.range(1, arrivals.length).mapToDouble((i) -> arrivals[i] - arrivals[i - 1]).toArray();
		assertThat(DoubleStream.of(gaps).average().getAsDouble()).isCloseTo(0.001, within(0.00002));
		assertThat(Arrays.stream(gaps).filter((gap) -> gap > 0.001).count() / (double) gaps.length)
			.isCloseTo(Math.exp(-1), within(0.01));
		assertThat(new Schedule(shape, 2).arrivals().nextDouble()).isNotEqualTo(arrivals[0]);
	}

	@Test
	void a_trace_is_stretched_in_time_and_height() throws Exception {
		Path file = trace("second,requests", "0,10", "10,40", "20,0", "30,20");
		Shape shape = Shape.parse("trace:" + file + ",for=8s,peak=400/s,arrivals=even");
		assertThat(shape.duration()).isEqualTo(8);
		assertThat(perSecond(arrivals(shape), 8)).containsExactly(100, 100, 400, 400, 0, 0, 200, 200);
	}

	@Test
	void a_trace_keeps_its_own_length_and_height_when_asked() throws Exception {
		Path file = trace("second,requests", "0,10", "10,40");
		Shape shape = Shape.parse("trace:" + file + ",scale=2,arrivals=even");
		assertThat(shape.duration()).isEqualTo(20);
		assertThat(shape.rate(5)).isEqualTo(2);
		assertThat(shape.rate(15)).isEqualTo(8);
	}

	@Test
	void the_peak_of_a_trace_is_its_highest_mean_over_a_second_of_the_run() throws Exception {
		Path file = trace("second,requests", "0,10", "1,90", "2,30", "3,10");
		Shape narrow = Shape.parse("trace:" + file + ",for=2s,peak=100/s,arrivals=even");
		assertThat(narrow.peak()).isCloseTo(100, within(1e-9));
		assertThat(narrow.rate(0.6)).as("half a second at 90 of 60 on average").isCloseTo(150, within(1e-9));
		Shape wide = Shape.parse("trace:" + file + ",for=2s,peak=100/s,smooth=500ms,arrivals=even");
		assertThat(wide.rate(0.6)).isCloseTo(100, within(1e-9));
	}

	@Test
	void arrivals_of_a_trace_are_random_within_an_interval() throws Exception {
		Path file = trace("second,requests", "0,1000", "10,3000");
		Shape shape = Shape.parse("trace:" + file + ",scale=1");
		assertThat(shape.poisson()).isTrue();
		int[] counts = perSecond(arrivals(shape), 20);
		assertThat(IntStream.of(counts).limit(10).sum()).isCloseTo(1000, within(150));
		assertThat(IntStream.of(counts).skip(10).sum()).isCloseTo(3000, within(250));
		assertThat(IntStream.of(counts).limit(10).distinct().count()).isGreaterThan(3);
	}

	@Test
	void intervals_that_a_trace_leaves_out_had_no_requests() throws Exception {
		Path file = trace("0,10", "10,10", "30,10");
		assertThat(Shape.parse("trace:" + file + ",scale=1").rate(25)).isZero();
	}

	@Test
	void a_schedule_stops_at_its_limit() {
		Schedule schedule = new Schedule(Shape.parse("constant:rate=100/s,for=10s"), 1, 7);
		assertThat(schedule.arrivals()).toIterable().hasSize(7);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					wave:rate=1/s,for=1s                    | The shape 'wave:rate=1/s,for=1s' is of no known kind; there are constant, step, ramp, spike, sine and trace.
					constant                                | The shape 'constant' has no rate=.
					constant:rate=10/s                      | The shape 'constant:rate=10/s' has no for=.
					constant:rate=ten,for=1s                | rate= of the shape 'constant:rate=ten,for=1s' is 'ten', which is no rate such as 100/s or 6000/m.
					constant:rate=10/s,for=10               | for= of the shape 'constant:rate=10/s,for=10' is '10', which is no duration such as 300ms, 60s or 2m30s.
					constant:rate=10/s,for=0s               | for= of the shape 'constant:rate=10/s,for=0s' is '0s'; it must be at least 1ms.
					constant:rate=0/s,for=1s                | The shape 'constant:rate=0/s,for=1s' asks for no request at all.
					constant:rate=1/s,to=2/s,for=1s         | The shape 'constant:rate=1/s,to=2/s,for=1s' has an unknown to=; a constant takes rate, for, arrivals.
					constant:rate=1/s,rate=2/s,for=1s       | The shape 'constant:rate=1/s,rate=2/s,for=1s' gives rate= twice.
					constant:rate=1/s,,for=1s               | The shape 'constant:rate=1/s,,for=1s' has '' where name=value belongs.
					constant:rate=1/s,for=1s,arrivals=odd   | arrivals= of the shape 'constant:rate=1/s,for=1s,arrivals=odd' is 'odd'; it is either even or poisson.
					step:from=1/s,to=2/s,at=5s,for=5s       | The shape 'step:from=1/s,to=2/s,at=5s,for=5s' is over before its at=.
					spike:base=1/s,peak=2/s,at=1s,width=4s,for=5s | The shape 'spike:base=1/s,peak=2/s,at=1s,width=4s,for=5s' is not over before its end: at= and width= reach beyond for=.
					sine:mean=1/s,amplitude=2/s,period=1s,for=5s | The shape 'sine:mean=1/s,amplitude=2/s,period=1s,for=5s' would fall below 0: its amplitude is above its mean.
					constant:rate=0.001/s,for=1s            | The shape 'constant:rate=0.001/s,for=1s' asks for no request at all.
					constant:rate=100000000/s,for=1s        | The shape 'constant:rate=100000000/s,for=1s' asks for up to 100000000/s, but 100000/s is the most.
					spike:base=1/s,peak=200000/s,at=1s,width=1s,for=5s | The shape 'spike:base=1/s,peak=200000/s,at=1s,width=1s,for=5s' asks for up to 200000/s, but 100000/s is the most.
					constant:rate=90000/s,for=1s+sine:mean=9000/s,amplitude=9000/s,period=1s,for=1s | The shape 'constant:rate=90000/s,for=1s+sine:mean=9000/s,amplitude=9000/s,period=1s,for=1s' asks for up to 108000/s, but 100000/s is the most.
					constant:rate=100000/s,for=24h          | The shape 'constant:rate=100000/s,for=24h' asks for 8640000000 requests in all, but 1000000000 are the most.
					constant:rate=99999999999999/s,for=1s   | rate= of the shape 'constant:rate=99999999999999/s,for=1s' is '99999999999999/s', but 1000000000/s is the most.
					constant:rate=1/s,for=99999999999h      | for= of the shape 'constant:rate=1/s,for=99999999999h' is '99999999999h', but 366 days are the most.
					trace:/no/such.csv,scale=1              | The trace /no/such.csv does not exist.
					trace:peak=1/s                          | The shape 'trace:peak=1/s' has no file=.
					""")
	void says_what_is_wrong_with_a_shape(String text, String complaint) {
		assertThatExceptionOfType(UsageError.class).isThrownBy(() -> Shape.parse(text)).withMessage(complaint);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "second,requests\n", "0,0\n", "0,1\n0,2\n", "0,x\n", "0,-1\n", "0,1,2\n", "0\n",
			"0,1\n10,1\n15,1\n32,1\n", "0,NaN\n", "0,Infinity\n", "0,0x1p3\n", "0,1d\n", "0,1\n1,1\n9999999,1\n",
			"0,1\n1000000000,1\n1000000000.0001,1\n" })
	void says_what_is_wrong_with_a_trace(String content) throws Exception {
		Path file = Files.writeString(this.temporary.resolve("trace.csv"), content);
		assertThatExceptionOfType(UsageError.class).isThrownBy(() -> Shape.parse("trace:" + file + ",scale=1"))
			.withMessageContaining(file.toString());
	}

	@ParameterizedTest
	@ValueSource(strings = { "UTF-8", "UTF-16LE", "UTF-16BE", "windows-1252", "ISO-8859-1" })
	void a_trace_is_read_in_the_encodings_of_spreadsheets(String encoding) throws Exception {
		String text = "# día 1 de años\r\n\"Second\",\"Requests\"\r\n0,10\r\n10,40\r\n";
		Path file = Files.write(this.temporary.resolve("trace.csv"), text.getBytes(Charset.forName(encoding)));
		assertThat(Shape.parse("trace:" + file + ",scale=1").rate(15)).isEqualTo(4);
		if (encoding.startsWith("UTF")) {
			Files.write(file, ("\uFEFF" + text).getBytes(Charset.forName(encoding)));
			assertThat(Shape.parse("trace:" + file + ",scale=1").rate(15)).isEqualTo(4);
		}
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			0,1;10,1;20,\"1;30,1    | 3 | has a quote that is not closed or in the middle of a field
			0,1;\"10\"0,1           | 2 | has a quote that is not closed or in the middle of a field
			0,1;10,\0x1             | 2 | holds bytes that are no text
			0,1;;# x;10,\u0081x      | 4 | holds bytes that are no text
			0,1;10,1;5,1            | 3 | is not later than the one before it
			0,1;10,one              | 2 | holds 'one', which is no number
			""")
	void the_line_of_a_trace_that_is_broken_is_named(String lines, int number, String complaint) throws Exception {
		String text = lines.replace(';', '\n');
		Path file = Files.write(this.temporary.resolve("trace.csv"), text.getBytes(StandardCharsets.ISO_8859_1));
		assertThatExceptionOfType(UsageError.class).isThrownBy(() -> Shape.parse("trace:" + file + ",scale=1"))
			.withMessage("Line " + number + " of the trace " + file + " " + complaint + ".");
	}

	@Test
	void a_trace_that_is_no_file_or_never_ends_is_refused() {
		assertThatExceptionOfType(UsageError.class)
			.isThrownBy(() -> Shape.parse("trace:" + this.temporary + ",scale=1"))
			.withMessage("The trace " + this.temporary + " cannot be read: Is a directory.");
		assertThatExceptionOfType(UsageError.class).isThrownBy(() -> Shape.parse("trace:/dev/zero,scale=1"))
			.withMessage("The trace /dev/zero is larger than 16 MiB.");
	}

	@Test
	void a_trace_needs_one_height() throws Exception {
		Path file = trace("0,1");
		assertThatExceptionOfType(UsageError.class).isThrownBy(() -> Shape.parse("trace:" + file))
			.withMessageEndingWith("needs either peak= or scale=.");
	}

	private Path trace(String... lines) throws Exception {
		return Files.writeString(this.temporary.resolve("trace.csv"), String.join("\n", lines));
	}

	private static double[] arrivals(Shape shape) {
		DoubleStream.Builder arrivals = DoubleStream.builder();
		new Schedule(shape, 1).arrivals().forEachRemaining((double arrival) -> arrivals.add(arrival));
		return arrivals.build().toArray();
	}

	private static int[] perSecond(double[] arrivals, int seconds) {
		int[] counts = new int[seconds];
		DoubleStream.of(arrivals).forEach((arrival) -> counts[(int) arrival]++);
		return counts;
	}

}
