defmodule Core.MixProject do
  defp deps, do: [{:poison, "~> 3.0", optional: true}]
end
