"""What CLIP's own way to pool costs."""

from factory.cost.interpreter import costs_as
from factory.families import clip
from factory.specs import Pool

costs_as(Pool, clip.PatchPool)
