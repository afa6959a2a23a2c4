import type { KnownLibrary } from './known-library.ts';

const connectionLoops = [
  'net/http.(*persistConn).readLoop',
  'net/http.(*persistConn).writeLoop',
  'net/http.(*Transport).dialConn',
];

/** What the standard library keeps for something that its caller must end. */
export const standardLibraryUses: readonly KnownLibrary[] = [
  {
    name: 'HTTP response body',
    importPath: 'net/http',
    kind: 'goroutine',
    functions: ['net/http.(*persistConn).readLoop'],
    // An idle connection reads; one whose body is not finished waits in a select for its reader.
    besides: ['runtime.selectgo'],
    pattern: 'resource-not-closed',
    advice:
      'Defer Close() on the response body, whatever the status: until it is closed or read to the end its connection and two goroutines stay.',
    before: `func isOnline(client *http.Client, url string) (bool, error) {
	answer, err := client.Get(url)
	if err != nil {
		return false, err
	}
	return answer.StatusCode == http.StatusOK, nil
}`,
    after: `func isOnline(client *http.Client, url string) (bool, error) {
	answer, err := client.Get(url)
	if err != nil {
		return false, err
	}
	defer answer.Body.Close()
	return answer.StatusCode == http.StatusOK, nil
}`,
  },
  {
    name: 'idle connection of an http.Transport',
    importPath: 'net/http',
    kind: 'goroutine',
    functions: ['net/http.(*persistConn).readLoop', 'net/http.(*http2ClientConn).readLoop'],
    besides: ['internal/poll.runtime_pollWait'],
    pattern: 'resource-not-closed',
    advice:
      'Make one http.Client (or Transport) for the life of the process: each Transport has a pool of its own, and without IdleConnTimeout its idle connections stay for ever.',
    before: `func ask(url string) (*http.Response, error) {
	client := &http.Client{Transport: &http.Transport{ResponseHeaderTimeout: time.Second}}
	return client.Get(url)
}`,
    after: `var client = &http.Client{Transport: &http.Transport{
	ResponseHeaderTimeout: time.Second,
	IdleConnTimeout:       90 * time.Second,
}}

func ask(url string) (*http.Response, error) {
	return client.Get(url)
}`,
  },
  {
    name: 'HTTP/2 request whose response body stays open',
    importPath: 'net/http',
    kind: 'goroutine',
    functions: [
      'net/http.(*http2clientStream).doRequest',
      'golang.org/x/net/http2.(*clientStream).doRequest',
    ],
    pattern: 'resource-not-closed',
    advice:
      'Defer Close() on the response body: until it is closed or read to the end the request’s goroutine waits beside its stream.',
  },
  {
    name: 'connection of an http.Transport',
    importPath: 'net/http',
    kind: 'goroutine',
    functions: connectionLoops,
    // Answers are allocated in these loops too, and who keeps an answer may have closed its body.
    besides: ['runtime.gopark', 'net/http.(*Transport).dialConn'],
    pattern: 'resource-not-closed',
    advice:
      'Defer Close() on every response body, and share one http.Client: a body left open keeps its connection, and a Transport made per call keeps its idle ones.',
  },
  {
    name: 'command that was started and not waited for',
    importPath: 'os/exec',
    kind: 'goroutine',
    functions: ['os/exec.(*Cmd).watchCtx', 'os/exec.(*Cmd).Start', 'os/exec.(*Cmd).writerDescriptor'],
    pattern: 'resource-not-closed',
    advice:
      'Call Wait() after every Start(), in a goroutine of its own if nobody cares for the result: without it the watcher of its context stays, and the process as a zombie.',
    before: `func shrink(ctx context.Context, picture string) error {
	return exec.CommandContext(ctx, "convert", picture, "small.png").Start()
}`,
    after: `func shrink(ctx context.Context, picture string) error {
	command := exec.CommandContext(ctx, "convert", picture, "small.png")
	if err := command.Start(); err != nil {
		return err
	}
	go command.Wait()
	return nil
}`,
  },
  {
    name: 'io.Pipe',
    importPath: 'io',
    kind: 'goroutine',
    functions: ['io.(*pipe).write', 'io.(*pipe).read'],
    pattern: 'resource-not-closed',
    advice:
      'Close both ends: the reader closes its end when it gives up (so that writes fail), the writer closes its end when it is done (so that reads end).',
    before: `func head(write func(io.Writer) error, buffer []byte) (int, error) {
	reader, writer := io.Pipe()
	go func() { writer.CloseWithError(write(writer)) }()
	return io.ReadFull(reader, buffer)
}`,
    after: `func head(write func(io.Writer) error, buffer []byte) (int, error) {
	reader, writer := io.Pipe()
	defer reader.Close()
	go func() { writer.CloseWithError(write(writer)) }()
	return io.ReadFull(reader, buffer)
}`,
  },
  {
    name: 'struct type made by reflect.StructOf',
    importPath: 'reflect',
    kind: 'heap',
    functions: ['reflect.StructOf'],
    pattern: 'cache-unbounded',
    advice:
      'Decode input of unknown shape into a map: Go keeps every type that StructOf makes for the life of the process, and so do encoding/json’s tables about it.',
    before: `func decode(document []byte, tags []string) (any, error) {
	fields := make([]reflect.StructField, len(tags))
	for i, tag := range tags {
		fields[i] = reflect.StructField{Name: fmt.Sprintf("F%d", i),
			Type: reflect.TypeFor[string](), Tag: reflect.StructTag(tag)}
	}
	value := reflect.New(reflect.StructOf(fields)).Interface()
	return value, json.Unmarshal(document, value)
}`,
    after: `func decode(document []byte) (map[string]string, error) {
	var values map[string]string
	err := json.Unmarshal(document, &values)
	return values, err
}`,
  },
  {
    name: 'open file',
    importPath: 'os',
    kind: 'heap',
    functions: ['os.OpenFile', 'os.Open', 'os.Create', 'os.newFile'],
    pattern: 'resource-not-closed',
    advice: 'Defer Close() on the file: something still refers to it, or the collector would have closed it.',
  },
];
