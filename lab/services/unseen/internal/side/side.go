// Package side runs the other end of a program's connections as a process of its own.
package side

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
)

const variable = "UNSEEN_SIDE"

// Start runs this program again with an argument, for as long as ctx.
func Start(ctx context.Context, argument string) {
	self, err := os.Executable()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return
	}
	child := exec.CommandContext(ctx, self)
	child.Env = append(os.Environ(), variable+"="+argument)
	if _, err := child.StdinPipe(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return
	}
	if err := child.Run(); err != nil && ctx.Err() == nil {
		fmt.Fprintln(os.Stderr, "other end:", err)
	}
}

// Argument is what Start was given, if this process is the other end; it then ends with the one that started it.
func Argument() (string, bool) {
	argument, ok := os.LookupEnv(variable)
	if ok {
		go func() {
			io.Copy(io.Discard, os.Stdin)
			os.Exit(0)
		}()
	}
	return argument, ok
}
