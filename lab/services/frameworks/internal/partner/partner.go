// Package partner runs the system that a service depends on as a process of its own: the same program, started anew.
package partner

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

const variable = "LAB_PARTNER"

// Start runs the program again as the partner and gives the partner's address. The partner ends with this process.
func Start(ctx context.Context) (string, error) {
	path, err := os.Executable()
	if err != nil {
		return "", err
	}
	partner := exec.CommandContext(ctx, path)
	partner.Env = append(os.Environ(), variable+"=1")
	partner.Stderr = os.Stderr
	lifeline, err := partner.StdinPipe()
	if err != nil {
		return "", err
	}
	said, err := partner.StdoutPipe()
	if err != nil {
		return "", err
	}
	if err := partner.Start(); err != nil {
		return "", err
	}
	go func() {
		defer lifeline.Close()
		partner.Wait()
	}()
	addr, err := bufio.NewReader(said).ReadString('\n')
	if err != nil {
		return "", fmt.Errorf("partner does not listen: %w", err)
	}
	return strings.TrimSpace(addr), nil
}

// ServeIfPartner turns the process into the partner when it was started as one, and then does not return.
func ServeIfPartner(serve func(net.Listener) error) {
	if os.Getenv(variable) == "" {
		return
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	go func() {
		io.Copy(io.Discard, os.Stdin)
		os.Exit(0)
	}()
	fmt.Println(listener.Addr())
	fmt.Fprintln(os.Stderr, serve(listener))
	os.Exit(1)
}
