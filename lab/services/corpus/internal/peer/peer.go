// Package peer runs the system that a program talks to as a second process of the same binary.
package peer

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"strings"
)

const role = "peer"

// Serve takes over the process when it was started by Start, and returns at once otherwise.
// handle is called with a listener; the process ends with the one that started it.
func Serve(handle func(net.Listener)) {
	if len(os.Args) != 2 || os.Args[1] != role {
		return
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		os.Exit(1)
	}
	fmt.Println(listener.Addr())
	go handle(listener)
	io.Copy(io.Discard, os.Stdin)
	os.Exit(0)
}

// Dial takes over the process likewise, for a peer that calls the program: call gets the address given to StartCaller.
func Dial(call func(addr string)) {
	if len(os.Args) != 3 || os.Args[1] != role {
		return
	}
	go call(os.Args[2])
	io.Copy(io.Discard, os.Stdin)
	os.Exit(0)
}

// Start runs the other side until ctx ends and returns where it listens.
func Start(ctx context.Context) (addr string, err error) {
	_, output, err := start(ctx, role)
	if err != nil {
		return "", err
	}
	addr, err = bufio.NewReader(output).ReadString('\n')
	if err != nil {
		return "", fmt.Errorf("the other side did not start: %w", err)
	}
	return strings.TrimSpace(addr), nil
}

// StartCaller runs a caller of addr until ctx ends.
func StartCaller(ctx context.Context, addr string) error {
	_, _, err := start(ctx, role, addr)
	return err
}

// start keeps the child's standard input open for as long as this process and ctx live.
func start(ctx context.Context, args ...string) (io.WriteCloser, io.Reader, error) {
	path, err := os.Executable()
	if err != nil {
		return nil, nil, err
	}
	cmd := exec.Command(path, args...)
	input, err := cmd.StdinPipe()
	if err != nil {
		return nil, nil, err
	}
	output, err := cmd.StdoutPipe()
	if err != nil {
		return nil, nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, nil, err
	}
	context.AfterFunc(ctx, func() {
		input.Close()
		cmd.Wait()
	})
	return input, output, nil
}
