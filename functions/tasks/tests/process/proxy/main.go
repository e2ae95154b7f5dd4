// A reverse proxy as Go has one, and clients that post through it at random moments (FR-450):
//
//	main TARGET TOKEN POSTS CLIENTS IDLE REST
//
// The proxy keeps connections to TARGET for IDLE after their last request; a client rests for at most REST between two posts.
// The one line that is printed says how many answers were not 201, and the first of them.
package main

import (
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"
)

func must[T any](value T, err error) T {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	return value
}

func main() {
	target := must(url.Parse(os.Args[1]))
	token := os.Args[2]
	posts, clients := must(strconv.Atoi(os.Args[3])), must(strconv.Atoi(os.Args[4]))
	idle, rest := must(time.ParseDuration(os.Args[5])), must(time.ParseDuration(os.Args[6]))

	proxy := httputil.NewSingleHostReverseProxy(target)
	proxy.Transport = &http.Transport{MaxIdleConns: clients, MaxIdleConnsPerHost: clients, IdleConnTimeout: idle}
	server := httptest.NewServer(proxy)
	defer server.Close()
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: clients}}

	var wait sync.WaitGroup
	failures := make(chan string, posts)
	for range clients {
		wait.Go(func() {
			for range posts / clients {
				time.Sleep(rand.N(rest))
				request := must(http.NewRequest("POST", server.URL+"/api/tasks", strings.NewReader(`{"title": "Through the proxy"}`)))
				request.Header.Set("Authorization", "Bearer "+token)
				request.Header.Set("Content-Type", "application/json")
				answer, err := client.Do(request)
				if err != nil {
					failures <- err.Error()
					continue
				}
				body, _ := io.ReadAll(answer.Body)
				answer.Body.Close()
				if answer.StatusCode != http.StatusCreated {
					failures <- fmt.Sprint(answer.StatusCode, " ", string(body))
				}
			}
		})
	}
	wait.Wait()
	close(failures)
	first := <-failures
	count := len(failures)
	if first != "" {
		count++
	}
	fmt.Println(count, first)
}
