package service

import (
	"flag"
	"fmt"
)

type config struct {
	addr           string
	name           string
	rate           float64
	leak           bool
	lab            bool
	exitWithParent bool
	memoryLimit    uint64
}

func parseFlags(name string) config {
	var c config
	var limitMiB uint64
	flag.StringVar(&c.addr, "addr", "127.0.0.1:0", "address to listen on; port 0 takes a free one")
	flag.StringVar(&c.name, "name", name+"-0", "name of this replica")
	flag.Float64Var(&c.rate, "rate", 1, "multiplies the traffic of the service's customers")
	flag.BoolVar(&c.leak, "leak", true, "leave things behind, as described in README.md; false cleans up")
	flag.BoolVar(&c.lab, "lab", false, "offer GET /lab/stops, POST /lab/restart and POST /lab/leak?on=true|false")
	flag.BoolVar(&c.exitWithParent, "exit-with-parent", false, "exit when standard input closes")
	flag.Uint64Var(&limitMiB, "memory-limit", 768, "restart when the process holds more MiB than this, as a container would be; 0 for no limit")
	flag.Parse()
	c.memoryLimit = limitMiB << 20
	return c
}

// args is the command line that starts the same service again on the address it has now.
func (c config) args(addr string) []string {
	return []string{
		"-addr", addr,
		"-name", c.name,
		fmt.Sprintf("-rate=%g", c.rate),
		fmt.Sprintf("-leak=%t", c.leak),
		fmt.Sprintf("-lab=%t", c.lab),
		fmt.Sprintf("-exit-with-parent=%t", c.exitWithParent),
		fmt.Sprintf("-memory-limit=%d", c.memoryLimit>>20),
	}
}
