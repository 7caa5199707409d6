"""Models: what users train, save and load."""

from factory.models.base import PreTrainedModel
from factory.models.classes import create_model, model_class

__all__ = ["PreTrainedModel", "create_model", "model_class"]
