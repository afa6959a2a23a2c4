import type { KnownLibrary } from './known-library.ts';

/** Loggers whose writers have goroutines, buffers or files of their own. */
export const loggingLibraries: readonly KnownLibrary[] = [
  {
    name: 'logrus Writer',
    importPath: 'github.com/sirupsen/logrus',
    kind: 'goroutine',
    functions: [
      'github.com/sirupsen/logrus.(*Entry).writerScanner',
      'github.com/sirupsen/logrus.(*Entry).WriterLevel',
    ],
    pattern: 'resource-not-closed',
    advice:
      'Close what Writer() or WriterLevel() returned, or make one for the life of the process: each has a goroutine that reads a pipe with a 64 KiB buffer until the Close.',
    before: `func render(logger *logrus.Logger, cmd *exec.Cmd) error {
	cmd.Stderr = logger.Writer()
	return cmd.Run()
}`,
    after: `func render(logger *logrus.Logger, cmd *exec.Cmd) error {
	lines := logger.Writer()
	defer lines.Close()
	cmd.Stderr = lines
	return cmd.Run()
}`,
  },
  {
    name: 'lumberjack Logger',
    importPath: 'gopkg.in/natefinch/lumberjack.v2',
    kind: 'goroutine',
    functions: [
      'gopkg.in/natefinch/lumberjack.v2.(*Logger).millRun',
      'gopkg.in/natefinch/lumberjack.v2.(*Logger).openExistingOrNew',
      'gopkg.in/natefinch/lumberjack.v2.(*Logger).openNew',
    ],
    pattern: 'resource-not-closed',
    advice:
      'Make one Logger per file for the life of the process: its first write starts a goroutine that even Close does not end, and opens a file that only Close closes.',
    before: `func record(path, line string) {
	file := &lumberjack.Logger{Filename: path, MaxSize: 10}
	log.New(file, "", log.LstdFlags).Print(line)
}`,
    after: `var trail = log.New(&lumberjack.Logger{Filename: "audit.log", MaxSize: 10}, "", log.LstdFlags)

func record(line string) {
	trail.Print(line)
}`,
  },
  {
    name: 'zap BufferedWriteSyncer',
    importPath: 'go.uber.org/zap/zapcore',
    kind: 'goroutine',
    functions: [
      'go.uber.org/zap/zapcore.(*BufferedWriteSyncer).flushLoop',
      'go.uber.org/zap/zapcore.(*BufferedWriteSyncer).initialize',
    ],
    pattern: 'resource-not-closed',
    advice:
      'Call Stop() on the BufferedWriteSyncer when its logger is done with, or share one: Sync() flushes its buffer (256 KiB) but does not end its goroutine.',
    before: `func batchLogger(file *os.File, enc zapcore.Encoder) *zap.Logger {
	lines := &zapcore.BufferedWriteSyncer{WS: zapcore.AddSync(file)}
	return zap.New(zapcore.NewCore(enc, lines, zap.InfoLevel)) // nobody can stop lines
}`,
    after: `func batchLogger(file *os.File, enc zapcore.Encoder) (*zap.Logger, func() error) {
	lines := &zapcore.BufferedWriteSyncer{WS: zapcore.AddSync(file)}
	return zap.New(zapcore.NewCore(enc, lines, zap.InfoLevel)), lines.Stop
}`,
  },
];
