defmodule Umbrella.MixProject do
  use Mix.Project
  defp deps, do: [{:credo, "1.0.0", only: [:dev]}]
end
