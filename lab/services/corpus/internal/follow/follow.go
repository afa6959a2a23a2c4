// Package follow reads the lines of a file as they are written.
package follow

import (
	"bufio"
	"os"
	"strings"
	"time"
)

// File is followed until it is closed.
type File struct {
	file   *os.File
	lines  chan string
	closed chan struct{}
}

// Open begins to follow a file.
func Open(path string) (*File, error) {
	opened, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	file := &File{file: opened, lines: make(chan string, 16), closed: make(chan struct{})}
	go file.read()
	return file, nil
}

// Lines are those that have been written, then those that will be.
func (f *File) Lines() <-chan string { return f.lines }

// Close stops following.
func (f *File) Close() error {
	close(f.closed)
	return f.file.Close()
}

func (f *File) read() {
	reader := bufio.NewReader(f.file)
	for {
		line, err := reader.ReadString('\n')
		if err != nil {
			select {
			case <-f.closed:
				return
			case <-time.After(250 * time.Millisecond):
				continue
			}
		}
		select {
		case <-f.closed:
			return
		case f.lines <- strings.TrimSuffix(line, "\n"):
		}
	}
}
