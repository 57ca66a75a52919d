/** Erlang: schedulers as threads, ports as processes, light processes that talk by TCP. */
import { suite } from 'uvu';
import { conform } from './conform.ts';

const test = suite('conformance: erlang');

const ECHO = `
{ok, L} = gen_tcp:listen(%{node}, [binary, {active, false}, {ip, {127,0,0,1}}, {backlog, 128}]),
Serve = fun F(S) -> case gen_tcp:recv(S, 0) of
  {ok, B} -> gen_tcp:send(S, B), F(S);
  {error, closed} -> gen_tcp:close(S)
end end,
spawn(fun F() -> {ok, S} = gen_tcp:accept(L),
  P = spawn(fun() -> receive go -> Serve(S) end end),
  gen_tcp:controlling_process(S, P), P ! go, F() end),
Self = self(),
[spawn(fun() ->
  {ok, C} = gen_tcp:connect({127,0,0,1}, %{node}, [binary, {active, false}]),
  T = integer_to_binary(I), ok = gen_tcp:send(C, T),
  {ok, T} = gen_tcp:recv(C, byte_size(T)), gen_tcp:close(C), Self ! I end)
  || I <- lists:seq(1, 100)],
io:format("~p~n", [lists:sum([receive I -> I end || _ <- lists:seq(1, 100)])]),
timer:sleep(20),
io:format("~s", [os:cmd("echo a child")]),
halt(3).
`;

test('a hundred connections to itself, and a child of its own', async () => {
  await conform({
    ports: ['node'],
    roles: {
      node: {
        command: ['erl', '-noshell', '-noinput', '-eval', ECHO.replaceAll('\n', ' ')],
        says: /^5050\na child\n$/,
      },
    },
  });
});

test.run();
